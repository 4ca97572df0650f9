using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// What the floating-point control register of a thread makes of results: found by arithmetic, since .NET does not show
/// the register.
/// </summary>
/// <remarks>
/// All bounds and the promise of the same bits assume the default of .NET: subnormal numbers are kept and results are
/// rounded to the nearest. Native code in the process can change the register for a thread and leave it so; one library
/// linked with <c>-ffast-math</c> is enough. Then log(1e-40f) is −∞, and an exponential is off by hundreds of units in
/// the last place. Debug builds of this library check the state before each kernel; a program calls
/// <see cref="Require"/> where it suspects foreign code.
/// </remarks>
/// <param name="FlushesResults">Whether subnormal results become 0 (FTZ).</param>
/// <param name="ReadsSubnormalsAsZero">Whether subnormal operands count as 0 (DAZ).</param>
/// <param name="Rounding">How results are rounded.</param>
public readonly record struct FloatingPointState(
    bool FlushesResults, bool ReadsSubnormalsAsZero, RoundingMode Rounding)
{
    private const double LeastNormal = 2.2250738585072014e-308;
    private const double Subnormal = 1e-310;

    // Just above 1 by a quarter, a half and three quarters of a unit in the last place.
    private const double Quarter = 1.0 / (1L << 54), Half = 2 * Quarter, ThreeQuarters = 3 * Quarter;
    private const double NextToOne = 1 + 4 * Quarter, NextButOne = 1 + 8 * Quarter;

    /// <summary>The state of the calling thread.</summary>
    public static FloatingPointState OfThisThread => Of(default(MachineArithmetic));

    /// <summary>Whether it is the default, which this library assumes.</summary>
    public bool IsDefault => this == default;

    /// <summary>Throws where the calling thread is not in the default state.</summary>
    /// <exception cref="InvalidOperationException">It is not; the message says what differs.</exception>
    public static void Require()
    {
        FloatingPointState state = OfThisThread;
        if (!state.IsDefault)
            throw new InvalidOperationException($"The floating-point state of this thread is changed: {state}. "
                + "VectorLoss assumes the default of .NET. Native code in this process has changed it; "
                + "a library linked with -ffast-math does.");
    }

    /// <summary>The state in words.</summary>
    public override string ToString()
    {
        string subnormals = (FlushesResults, ReadsSubnormalsAsZero) switch
        {
            (false, false) => "subnormal numbers are kept",
            (true, false) => "subnormal results become 0 (FTZ)",
            (false, true) => "subnormal operands count as 0 (DAZ)",
            _ => "subnormal results and operands become 0 (FTZ, DAZ)",
        };
        return subnormals + Rounding switch
        {
            RoundingMode.ToNearest => ", results are rounded to nearest",
            RoundingMode.Up => ", results are rounded up",
            RoundingMode.Down => ", results are rounded down",
            RoundingMode.TowardZero => ", results are rounded towards 0",
            _ => ", results are rounded in an unknown way",
        };
    }

    /// <summary>In debug builds, <see cref="Require"/>.</summary>
    [Conditional("DEBUG")]
    internal static void RequireInDebugBuilds() => Require();

    /// <summary>The state in which an arithmetic computes.</summary>
    internal static FloatingPointState Of<TArithmetic>(TArithmetic machine)
        where TArithmetic : struct, IArithmetic
        => new(IsZero(machine.Multiply(LeastNormal, 0.5)), IsZero(machine.Multiply(Subnormal, 1e10)),
            RoundingOf(machine));

    // By the bits: where operands count as 0, so does what is compared with 0.
    private static bool IsZero(double x) => BitConverter.DoubleToUInt64Bits(x) << 1 == 0;

    private static RoundingMode RoundingOf<TArithmetic>(TArithmetic machine) where TArithmetic : struct, IArithmetic
        => (machine.Add(1, Quarter), machine.Add(1, ThreeQuarters), machine.Add(-1, -ThreeQuarters)) switch
        {
            (1, NextToOne, -NextToOne) when machine.Add(1, Half) == 1 && machine.Add(NextToOne, Half) == NextButOne
                => RoundingMode.ToNearest,
            (NextToOne, NextToOne, -1) => RoundingMode.Up,
            (1, 1, -NextToOne) => RoundingMode.Down,
            (1, 1, -1) => RoundingMode.TowardZero,
            _ => RoundingMode.Unknown,
        };

    /// <summary>The two operations that show the state.</summary>
    internal interface IArithmetic
    {
        /// <summary>a + b.</summary>
        double Add(double a, double b);

        /// <summary>a · b.</summary>
        double Multiply(double a, double b);
    }

    // Not inlined, or the compiler would compute with the constants itself.
    private readonly struct MachineArithmetic : IArithmetic
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public double Add(double a, double b) => a + b;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public double Multiply(double a, double b) => a * b;
    }
}
