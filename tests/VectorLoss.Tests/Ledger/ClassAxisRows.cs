using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests.Ledger;

/// <summary>Functions and losses of classes that lie apart: images, and rows with gaps between them.</summary>
internal static class ClassAxisRows
{
    // Samples, classes and places of a sample.
    private static readonly (int Samples, int Classes, int Inner)[] Sizes = [(40, 3, 96), (7, 21, 65), (3, 300, 20)];

    public static IEnumerable<LedgerRow> All => [.. Every<float>(), .. Every<double>()];

    private static IEnumerable<LedgerRow> Every<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sizes.SelectMany(size => (LedgerRow[])
        [
            Of<T>("images", size.Samples, ClassAxis.Of([size.Samples, size.Classes, size.Inner], 1), size.Inner),
            Of<T>("padded rows", size.Samples, new(size.Classes) { SampleStride = size.Classes + 5 }, 1),
        ]);

    private static LedgerRow Of<T>(string name, int samples, ClassAxis axis, int inner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new LedgerRow($"axis/{name}", $"{samples}x{axis.Classes}x{inner}", "", bits =>
        {
            LedgerInputs inputs = new();
            int rows = samples * inner;
            int length = (samples - 1) * axis.SampleStride + (axis.Classes - 1) * axis.ClassStride + inner;
            T[] x = inputs.Numbers<T>(length, -9, 9), y = new T[length], upstream = inputs.Numbers<T>(length);
            T[] targets = inputs.Numbers<T>(length, 0, 0.2), values = new T[rows];
            int[] labels = inputs.Labels(rows, axis.Classes);
            ClassOptions<T> options = new BatchOptions<T> { Mask = inputs.Mask(rows), Threads = bits.Threads };
            RowFunctions.Softmax<T>(x, axis, y, bits.Threads);
            bits.Add(y);
            RowFunctions.SoftmaxGradient<T>(y, upstream, axis, y, bits.Threads);
            bits.Add(y);
            RowFunctions.LogSumExp<T>(x, axis, values, bits.Threads);
            bits.Add(values);
            bits.Add(new CrossEntropy().ValueAndGradient<CrossEntropy, T>(x, axis, labels, y, options));
            bits.Add(y);
            bits.Add(new CrossEntropy().ValueAndGradient<CrossEntropy, T>(x, axis, targets, y, options));
            bits.Add(y);
            new MultiMargin().Values<MultiMargin, T>(x, axis, labels, values, options);
            bits.Add(values);
        }) with
        { Dtype = LedgerRow.NameOf<T>() };
}
