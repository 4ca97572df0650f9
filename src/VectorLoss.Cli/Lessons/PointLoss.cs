namespace VectorLoss.Cli.Lessons;

/// <summary>A loss of the engine as lessons pass it around: the mean, and its gradient in the caller's span.</summary>
internal delegate double PointLoss(
    ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> gradient);
