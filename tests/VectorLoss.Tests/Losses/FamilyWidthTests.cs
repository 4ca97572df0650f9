using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// The kernels of several inputs, rows, label sets and sequences: the same bits on every width, and no byte allocated.
/// </summary>
public class FamilyWidthTests
{
    private static readonly int[] Columns = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 129];

    public static TheoryData<int> Settings => FamilyTests.Settings;

    [Theory, MemberData(nameof(Settings))]
    public void Every_width_gives_the_same_bits_in_float(int setting) => SameBits<float>(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Every_width_gives_the_same_bits_in_double(int setting) => SameBits<double>(setting);

    private static void SameBits<T>(int setting) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string loss, (string, double)[] options) = FamilyBatch.Settings[setting];
        foreach (int columns in Columns)
        {
            LossRequest request = FamilyBatch.Of(loss, options, 3, columns);
            request.Card.Visit(new Widths<T>(request), options);
        }
    }

    internal static T[] Numbers<T>(LossRequest request, int input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => input < request.Card.Inputs.Count
            ? Array.ConvertAll(request.Inputs[request.Card.Inputs[input].Name].Values, T.CreateTruncating) : [];

    internal static int[] Labels(LossRequest request, string name)
        => Array.ConvertAll(request.Inputs[name].Values, label => (int)label);

    private sealed class Widths<T>(LossRequest request) : ILossVisitor<bool>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T[] first = Numbers<T>(request, 0);
        private readonly T[] second = Numbers<T>(request, 1);
        private readonly T[] third = Numbers<T>(request, 2);
        private readonly T[] fourth = Numbers<T>(request, 3);
        private readonly int columns = request.Inputs[request.Card.Inputs[0].Name].Columns;

        private delegate double Runner(T[] values, T[] one, T[] two, T[] three);

        private bool Same(Runner narrow, Runner portable, Runner wide)
        {
            T[][] reference = Outputs(narrow, out double value);
            foreach (Runner runner in new[] { portable, wide })
            {
                Assert.Equal(reference, Outputs(runner, out double other));
                Assert.Equal(value, other);
            }
            return true;
        }

        private T[][] Outputs(Runner runner, out double value)
        {
            T[][] outputs = [new T[first.Length], new T[first.Length], new T[second.Length], new T[first.Length]];
            value = runner(outputs[0], outputs[1], outputs[2], outputs[3]);
            return outputs;
        }

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        {
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, T>
            {
                // What goes by columns is repeated by the tool, not by the kernel.
                T[] full = [.. first.Select((_, i) => third[i % third.Length])];
                return new TripleKernel<TLoss, T>(loss, first, second, full)
                {
                    Fourth = fourth,
                    Values = values,
                    Gradients = new() { First = one, Second = two, Third = three },
                    Scale = T.CreateTruncating(0.375),
                }.Run<V>();
            }
            return Same(Run<Lane1<T>>, Run<LanesN<T>>, Run<Lanes512<T>>);
        }

        // Computed in double by one kernel, whatever the width.
        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => true;

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        {
            bool labelled = request.Card.Inputs.Count > 2 && request.Card.Inputs[2].Kind == LossInputKind.PerRow;
            bool elements = request.Card.Inputs.Count > 2 && request.Card.Inputs[2].Kind == LossInputKind.PerElement;
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, T>
            {
                RowInputs<T> inputs = new()
                {
                    First = first,
                    Second = second,
                    Third = labelled ? [] : third,
                    Labels = labelled ? third : [],
                    Columns = columns,
                };
                LossGradients<T> gradients = new() { First = one, Second = two, Third = elements ? three : [] };
                return new RowKernel<TLoss, T>(loss, inputs, default, new(values), gradients, 0.375).Run<V>();
            }
            return Same(Run<Lane1<T>>, Run<LanesN<T>>, Run<Lanes512<T>>);
        }

        public bool LabelSet(MultilabelMargin loss)
        {
            int[] labels = Labels(request, "target");
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, T>
                => new MultilabelMarginKernel<T>(
                    first, columns, labels, new T[MultilabelMarginKernel<T>.ScratchLength(columns)])
                {
                    Values = new(values),
                    Gradient = one,
                    Scale = 0.375,
                }.Run<V>();
            return Same(Run<Lane1<T>>, Run<LanesN<T>>, Run<Lanes512<T>>);
        }

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
        {
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, T>
            {
                double dot = new LaneSum<ProductTerm, T>(first, second).Run<V>();
                new UnitRows.BlendKernel<T>(first, T.CreateTruncating(0.3), second, T.CreateTruncating(0.7),
                    one).Run<V>();
                return dot;
            }
            return Same(Run<Lane1<T>>, Run<LanesN<T>>, Run<Lanes512<T>>);
        }

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        {
            // Numbers of the first input stand for cosines, of which every third is of another label.
            T[] cosines = Array.ConvertAll(first, x => T.Tanh(x));
            T[] labels = new T[SimilarityRow<TLoss, T>.Padded(cosines.Length)];
            for (int i = 0; i < labels.Length; i++)
                labels[i] = T.CreateTruncating(i == 4 || i >= cosines.Length ? -1 : i % 3 == 0 ? 1 : 0);
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, T>
                => new SimilarityRow<TLoss, T>(loss, labels, cosines.Length,
                        new T[SimilarityRow<TLoss, T>.ScratchLength(cosines.Length)])
                    .Run<V>(cosines, 0, cosines.Length / 2, 0.375, one);
            return Same(Run<Lane1<T>>, Run<LanesN<T>>, Run<Lanes512<T>>);
        }

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
        {
            double Run<V>(T[] values, T[] one, T[] two, T[] three) where V : struct, ILanes<V, double>
            {
                SequenceBatch<T> batch = Batch<T>(request, first);
                double[] scratch = new double[TLoss.IsLattice ? TransducerKernel<T>.RoomLength(batch, slopes: true)
                    : CtcKernel<T>.ScratchLength(batch)];
                double sum = 0;
                for (int sample = 0; sample < batch.Samples; sample++)
                {
                    ReadOnlySpan<int> labels = batch.LabelsOf(sample, 0);
                    sum += TLoss.IsLattice
                        ? new TransducerKernel<T>(new(loss.Blank), batch, sample, labels,
                            batch.LongestLabels + 1, scratch)
                        {
                            Gradient = one,
                            Scale = 0.375,
                        }.Run<V>()
                        : new CtcKernel<T>(new(loss.Blank), batch, sample, labels, scratch, one, 0.375).Run<V>();
                }
                return sum;
            }
            return Same(Run<Lane1<double>>, Run<LanesN<double>>, Run<Lanes512<double>>);
        }

        bool ILossVisitor<bool>.Point<TLoss>(TLoss loss) => throw new NotSupportedException();

        bool ILossVisitor<bool>.Label<TLoss>(TLoss loss) => throw new NotSupportedException();
    }

    private static SequenceBatch<T> Batch<T>(LossRequest request, T[] logs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            LogProbabilities = logs,
            Classes = request.Inputs["log_probs"].Columns,
            Labels = Labels(request, "targets"),
            Steps = Labels(request, "input_lengths"),
            LabelCounts = Labels(request, "target_lengths"),
        };
}
