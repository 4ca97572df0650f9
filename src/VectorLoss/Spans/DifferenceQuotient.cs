using System.Numerics;

namespace VectorLoss.Spans;

/// <summary>A number that depends on numbers which the caller moves between two evaluations.</summary>
internal interface IObjective
{
    double Evaluate();
}

/// <summary>Differences of a function by one of its numbers, which is moved in place.</summary>
/// <remarks>The number is put back bit for bit, also when the function throws.</remarks>
internal static class DifferenceQuotient
{
    /// <summary>(f(x + a) − f(x + b)) / (a − b), divided by the distance that was really moved.</summary>
    /// <param name="function">f.</param>
    /// <param name="x">The number to move.</param>
    /// <param name="a">The first step.</param>
    /// <param name="b">The second step.</param>
    /// <param name="atB">f(x + b) where it is known already, else null.</param>
    public static double Of<T, TFunction>(TFunction function, ref T x, double a, double b, double? atB = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IObjective, allows ref struct
    {
        T far = x + T.CreateTruncating(a), near = x + T.CreateTruncating(b);
        return Rise(function, ref x, far, near, atB) / double.CreateTruncating(far - near);
    }

    /// <summary>f(far) − f(near).</summary>
    public static double Rise<T, TFunction>(TFunction function, ref T x, T far, T near, double? atNear = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IObjective, allows ref struct
    {
        T kept = x;
        try
        {
            x = far;
            double high = function.Evaluate();
            x = near;
            return high - (atNear ?? function.Evaluate());
        }
        finally
        {
            x = kept;
        }
    }
}
