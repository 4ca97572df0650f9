namespace VectorLoss.Checking;

/// <summary>A float function and its gradient, seen as functions of doubles that hold floats.</summary>
internal sealed class FloatFunction(Func<ReadOnlySpan<float>, float> function,
    Action<ReadOnlySpan<float>, Span<float>> gradient, int count)
{
    private readonly float[] point = new float[count];
    private readonly float[] slopes = new float[count];

    public double Value(ReadOnlySpan<double> x) => function(Narrow(x));

    // The gradient's memory is handed through both ways, so that an element left unwritten shows.
    public void Gradient(ReadOnlySpan<double> x, Span<double> into)
    {
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = (float)into[i];
        gradient(Narrow(x), slopes);
        for (int i = 0; i < slopes.Length; i++)
            into[i] = slopes[i];
    }

    private float[] Narrow(ReadOnlySpan<double> x)
    {
        for (int i = 0; i < point.Length; i++)
            point[i] = (float)x[i];
        return point;
    }
}
