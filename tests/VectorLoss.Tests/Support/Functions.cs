using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Tests;

/// <summary>The registers that a test can ask for.</summary>
public enum Register
{
    Widest,
    One,
    Portable,
    Wide,
}

/// <summary>The functions of one number by name, in a register of choice.</summary>
internal static class Functions
{
    public static readonly string[] Names =
    [
        "Exp", "Expm1", "Log", "Log1p", "Tanh", "Sigmoid", "Softplus", "Sin", "Cos", "Atan", "Abs", "Sqrt", "Erf",
        "Erfc", "Erfcx", "LogNormalCdf", "LogGamma", "Digamma", "BesselI0e", "BesselI1e",
    ];

    public static void Run<T>(string name, Register register, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (name)
        {
            case "Exp": Run<ExpMap, T>(register, x, y); break;
            case "Expm1": Run<Expm1Map, T>(register, x, y); break;
            case "Log": Run<LogMap, T>(register, x, y); break;
            case "Log1p": Run<Log1pMap, T>(register, x, y); break;
            case "Tanh": Run<TanhMap, T>(register, x, y); break;
            case "Sigmoid": Run<SigmoidMap, T>(register, x, y); break;
            case "Softplus": Run<SoftplusMap, T>(register, x, y); break;
            case "Sin": Run<SinMap, T>(register, x, y); break;
            case "Cos": Run<CosMap, T>(register, x, y); break;
            case "Atan": Run<AtanMap, T>(register, x, y); break;
            case "Abs": Run<AbsMap, T>(register, x, y); break;
            case "Sqrt": Run<SqrtMap, T>(register, x, y); break;
            case "Erf": Run<ErfMap, T>(register, x, y); break;
            case "Erfc": Run<ErfcMap, T>(register, x, y); break;
            case "Erfcx": Run<ErfcxMap, T>(register, x, y); break;
            case "LogNormalCdf": Run<LogNormalCdfMap, T>(register, x, y); break;
            case "LogGamma": Run<LogGammaMap, T>(register, x, y); break;
            case "Digamma": Run<DigammaMap, T>(register, x, y); break;
            case "BesselI0e": Run<BesselI0eMap, T>(register, x, y); break;
            case "BesselI1e": Run<BesselI1eMap, T>(register, x, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(name), name);
        }
    }

    public static T Of<T>(string name, Register register, T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A full register and a tail, so that both paths of the kernel are asked.
        Span<T> numbers = stackalloc T[67];
        numbers.Fill(x);
        Run(name, register, numbers, numbers);
        if (!numbers[0].Equals(numbers[66]))
            throw new InvalidOperationException($"{name}({x}): {numbers[0]}, {numbers[66]}");
        return numbers[0];
    }

    private static void Run<TMap, T>(Register register, ReadOnlySpan<T> x, Span<T> y)
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new Map<TMap, T>(x, y);
        _ = register switch
        {
            Register.One => kernel.Run<Lane1<T>>(),
            Register.Portable => kernel.Run<LanesN<T>>(),
            Register.Wide => kernel.Run<Lanes512<T>>(),
            _ => Widest.Run<Map<TMap, T>, T, int>(kernel),
        };
    }
}
