using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>When a minimisation ends, and what it remembers. The usual values are those of SciPy's L-BFGS-B.</summary>
public sealed record MinimizeOptions
{
    internal static MinimizeOptions Usual { get; } = new();

    /// <summary>It ends where no component of the gradient is larger: finite, not below 0.</summary>
    public double GradientTolerance { get; init => field = Option.NonNegative(value, nameof(GradientTolerance)); }
        = 1e-5;

    /// <summary>It ends where a step lowers the value by less than this part of max(|value|, 1): finite, not below
    /// 0.</summary>
    public double ValueTolerance { get; init => field = Option.NonNegative(value, nameof(ValueTolerance)); }
        = 1e7 * 2.220446049250313e-16;

    /// <summary>The most calls of the function: above 0.</summary>
    public int MaxEvaluations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxEvaluations));
            field = value;
        }
    } = 15_000;

    /// <summary>Pairs of steps and gradient changes that L-BFGS remembers: above 0.</summary>
    public int Memory
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Memory));
            field = value;
        }
    } = 10;
}
