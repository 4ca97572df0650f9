using VectorLoss.Catalogue;

namespace VectorLoss.Checking;

/// <summary>Draws targets that are classes.</summary>
internal sealed class ClassDraw(Random random)
{
    /// <summary>A label a row.</summary>
    public LossArray Labels(int[] rows, int classes)
        => new(rows, [.. Enumerable.Range(0, Length(rows)).Select(_ => (double)random.Next(classes))]);

    /// <summary>A set of labels a row, ended by −1.</summary>
    public LossArray LabelSets(int[] shape)
    {
        int classes = shape[^1];
        double[] sets = new double[Length(shape)];
        for (int row = 0; row < sets.Length / classes; row++)
        {
            int[] labels = [.. Enumerable.Range(0, classes)];
            random.Shuffle(labels);
            int count = random.Next(classes);
            for (int c = 0; c < classes; c++)
                sets[(row * classes) + c] = c < count ? labels[c] : -1;
        }
        return new(shape, sets);
    }

    /// <summary>
    /// 1 where a class holds a place, one class a place: where all of them hold it, or none, a derivative may be 0 of
    /// which rounded sums are not.
    /// </summary>
    public LossArray AtPlaces(int[] shape, int classes)
    {
        int columns = shape[^1], places = columns / classes;
        double[] bits = new double[Length(shape)];
        for (int start = 0; start < bits.Length; start += columns)
            for (int i = 0; i < places; i++)
                bits[start + random.Next(classes) * places + i] = 1;
        return new(shape, bits);
    }

    private static int Length(int[] shape) => shape.Aggregate(1, (product, length) => product * length);
}
