using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// Fenchel–Young losses with their gradient beside the fused losses of classes that they are or are near: softmax and
/// sparsemax, with targets that are dense distributions.
/// </summary>
internal static class RegularisedWorks
{
    public static IEnumerable<Plan> All =>
    [
        .. from shape in ((int, int)[])[(128, 10), (1024, 1000)]
           from plan in (Plan[])[.. Of<float>(shape), .. Of<double>(shape)]
           select plan,
    ];

    private static IEnumerable<Plan> Of<T>((int Rows, int Columns) shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Of<ShannonRegulariser, T>("shannon", new(), "cross-entropy", shape);
        yield return Of<SquaredNormRegulariser, T>("squared norm", new(), "sparsemax", shape);
        yield return Of<TsallisRegulariser, T>("1.5-entmax", new(), "sparsemax", shape);
        yield return Of<TsallisRegulariser, T>("1.3-entmax", new(1.3), "sparsemax", shape);
    }

    private static Plan Of<TRegulariser, T>(
        string name, TRegulariser regulariser, string fused, (int Rows, int Columns) shape)
        where TRegulariser : struct, IRegulariser where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new($"fenchel-young {name} {typeof(T).Name}", $"{shape.Rows}x{shape.Columns}", _ =>
        {
            SeededRandom random = new(1);
            int columns = shape.Columns;
            T[] scores = new T[shape.Rows * columns], targets = new T[scores.Length], gradient = new T[scores.Length];
            for (int from = 0; from < scores.Length; from += columns)
            {
                double[] parts = [.. Enumerable.Range(0, columns).Select(_ => random.Uniform(0, 1))];
                for (int i = 0; i < columns; i++)
                    (scores[from + i], targets[from + i]) = (T.CreateTruncating(2 * random.Normal()),
                        T.CreateTruncating(parts[i] / parts.Sum()));
            }
            FenchelYoung<TRegulariser> loss = new(regulariser);
            return new(new Local("VectorLoss", "", () => loss.ValueAndGradient(scores, columns, targets, gradient)))
            {
                Peers = [new Local($"fused {fused}", "", fused == "sparsemax"
                    ? () => default(Sparsemax).ValueAndGradient(scores, columns, targets, gradient)
                    : () => default(CrossEntropy).ValueAndGradient(scores, columns, targets, gradient))],
            };
        });
}
