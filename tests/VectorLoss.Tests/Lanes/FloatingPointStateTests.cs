using System.Reflection;
using System.Runtime.InteropServices;
using VectorLoss.Batches;
using VectorLoss.Cli;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>The detector of the floating-point state: on arithmetic of every kind, and on the machine's own.</summary>
public class FloatingPointStateTests
{
    public static TheoryData<bool, bool, RoundingMode> States => [.. from flushes in (bool[])[false, true]
        from readsZero in (bool[])[false, true]
        from rounding in (RoundingMode[])
            [RoundingMode.ToNearest, RoundingMode.Up, RoundingMode.Down, RoundingMode.TowardZero]
        select (flushes, readsZero, rounding)];

    [Theory, MemberData(nameof(States))]
    public void Every_state_is_found_from_its_arithmetic(bool flushes, bool readsZero, RoundingMode rounding)
    {
        FloatingPointState state = new(flushes, readsZero, rounding);
        Assert.Equal(state, FloatingPointState.Of(new Simulated(state)));
        Assert.Equal(!flushes && !readsZero && rounding == RoundingMode.ToNearest, state.IsDefault);
        Assert.Equal(flushes, $"{state}".Contains("FTZ", StringComparison.Ordinal));
        Assert.Equal(readsZero, $"{state}".Contains("DAZ", StringComparison.Ordinal));
        Assert.Equal(!state.IsDefault, InfoCommand.Numbers(state).Contains("native code", StringComparison.Ordinal));
    }

    [Fact]
    public void An_arithmetic_of_another_kind_is_unknown()
        => Assert.Equal(RoundingMode.Unknown, FloatingPointState.Of(default(TiesAway)).Rounding);

    [Fact]
    public void A_thread_starts_in_the_default_state()
    {
        Assert.True(FloatingPointState.OfThisThread.IsDefault);
        FloatingPointState.Require();
        FloatingPointState other = new(true, true, RoundingMode.Up);
        Thread thread = new(() => other = FloatingPointState.OfThisThread);
        thread.Start();
        thread.Join();
        Assert.True(other.IsDefault);
    }

    [Theory]
    [InlineData(0x8000, true, false, RoundingMode.ToNearest)]
    [InlineData(0x0040, false, true, RoundingMode.ToNearest)]
    [InlineData(0x8040, true, true, RoundingMode.ToNearest)]
    [InlineData(0x4000, false, false, RoundingMode.Up)]
    [InlineData(0x2000, false, false, RoundingMode.Down)]
    [InlineData(0xe000, true, false, RoundingMode.TowardZero)]
    public void A_changed_register_is_found_and_named(uint bits, bool flushes, bool readsZero, RoundingMode rounding)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture.ToString() == "X64",
            "The register is set through the C library of 64-bit Linux.");
        FloatingPointState found = default;
        InvalidOperationException? refused = null, inKernel = null;
        float[] numbers = [1, 2], targets = [1, 3];
        Thread thread = new(() =>
        {
            // Once before, so that nothing is compiled in the changed state.
            Look(ref found, ref refused, ref inKernel, numbers, targets);
            Assert.Equal((default, null, null), (found, refused, inKernel));
            byte[] usual = new byte[64], changed = new byte[64];
            Assert.Equal(0, ReadEnvironment(usual));
            usual.CopyTo(changed, 0);
            BitConverter.TryWriteBytes(changed.AsSpan(RegisterAt), BitConverter.ToUInt32(usual, RegisterAt) | bits);
            _ = WriteEnvironment(changed);
            Look(ref found, ref refused, ref inKernel, numbers, targets);
            _ = WriteEnvironment(usual);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(new FloatingPointState(flushes, readsZero, rounding), found);
        Assert.Contains($"{found}", refused?.Message);
        // Only debug builds of the library look before each kernel.
        Assert.Equal(IsDebugBuild ? refused?.Message : null, inKernel?.Message);
    }

    private static bool IsDebugBuild
        => typeof(Huber).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration == "Debug";

    private static void Look(ref FloatingPointState found, ref InvalidOperationException? refused,
        ref InvalidOperationException? inKernel, float[] numbers, float[] targets)
    {
        found = FloatingPointState.OfThisThread;
        refused = Caught(FloatingPointState.Require);
        inKernel = Caught(() => new Huber().Mean<Huber, float>(numbers, targets));
    }

    private static InvalidOperationException? Caught(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (InvalidOperationException problem)
        {
            return problem;
        }
    }

    // The C library's fenv_t of x86-64 ends with the control register of the vector unit.
    private const int RegisterAt = 28;

    [DllImport("libm.so.6", EntryPoint = "fegetenv")]
    private static extern int ReadEnvironment(byte[] environment);

    [DllImport("libm.so.6", EntryPoint = "fesetenv")]
    private static extern int WriteEnvironment(byte[] environment);

    // The detector adds whole numbers of quarters of the unit in the last place of 1.
    private readonly struct Simulated(FloatingPointState state) : FloatingPointState.IArithmetic
    {
        public double Add(double a, double b)
        {
            long sum = (long)Math.ScaleB(a, 54) + (long)Math.ScaleB(b, 54);
            (long below, long rest) = (sum & ~3L, sum & 3L);
            long up = rest == 0 ? below : below + 4;
            long rounded = state.Rounding switch
            {
                RoundingMode.Up => up,
                RoundingMode.Down => below,
                RoundingMode.TowardZero => sum > 0 ? below : up,
                _ => rest == 2 ? ((below & 4) == 0 ? below : up) : rest > 2 ? up : below,
            };
            return Math.ScaleB(rounded, -54);
        }

        public double Multiply(double a, double b)
        {
            if (state.ReadsSubnormalsAsZero && (double.IsSubnormal(a) || double.IsSubnormal(b)))
                return 0;
            double product = a * b;
            return state.FlushesResults && double.IsSubnormal(product) ? 0 : product;
        }
    }

    private readonly struct TiesAway : FloatingPointState.IArithmetic
    {
        public double Add(double a, double b) => a == 1 && b == Math.ScaleB(1, -53) ? 1 + Math.ScaleB(1, -52) : a + b;

        public double Multiply(double a, double b) => a * b;
    }
}
