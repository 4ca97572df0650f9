using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;
using static VectorLoss.Tests.Losses.FamilyWidthTests;

namespace VectorLoss.Tests.Losses;

public class FamilyAllocationTests
{
    public static TheoryData<int> Settings => FamilyTests.Settings;

    [Theory, MemberData(nameof(Settings))]
    public void After_the_first_call_nothing_is_allocated(int setting)
    {
        (string loss, (string, double)[] options) = FamilyBatch.Settings[setting];
        LossRequest request = FamilyBatch.Of(loss, options, 6, 21);
        Assert.True(request.Card.Visit(new Bytes(request), options));
    }

    private sealed class Bytes(LossRequest request) : ILossVisitor<bool>
    {
        private readonly float[] first = Numbers<float>(request, 0);
        private readonly float[] second = Numbers<float>(request, 1);
        private readonly float[] third = Numbers<float>(request, 2);
        private readonly float[] gradient = new float[Numbers<float>(request, 0).Length];
        private readonly int columns = request.Inputs[request.Card.Inputs[0].Name].Columns;

        private static bool Of(Action work)
        {
            Allocations.None(work);
            return true;
        }

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        {
            float[] full = [.. first.Select((_, i) => third[i % third.Length])];
            float[] fourth = Numbers<float>(request, 3);
            return Of(() => loss.ValueAndGradient<TLoss, float>(
                first, second, full, fourth, new() { First = gradient }));
        }

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        {
            bool labelled = request.Card.Inputs.Count > 2 && request.Card.Inputs[2].Kind == LossInputKind.PerRow;
            float[] labels = labelled ? third : [], extra = labelled ? [] : third;
            return Of(() => loss.ValueAndGradient(
                new RowInputs<float>
                {
                    First = first,
                    Second = second,
                    Third = extra,
                    Labels = labels,
                    Columns = columns
                },
                new LossGradients<float> { First = gradient }));
        }

        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
        {
            bool perRow = request.Card.Inputs[1].Kind == LossInputKind.PerRow;
            float[] labels = perRow ? second : [], full = perRow ? [] : second;
            float[] extra = request.Card.HasThird ? third : [], lengths = request.Card.HasLengths ? third : [];
            return Of(() => loss.ValueAndGradient(
                new RowInputs<float>
                {
                    First = first,
                    Second = full,
                    Third = extra,
                    FirstLengths = lengths,
                    Labels = labels,
                    Columns = columns,
                },
                new LossGradients<float> { First = gradient }));
        }

        public bool LabelSet(MultilabelMargin loss)
        {
            int[] labels = Labels(request, "target");
            return Of(() => loss.ValueAndGradient<float>(first, columns, labels, gradient));
        }

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
        {
            float[] scale = request.Card.Inputs.Count > 2 ? [1] : [];
            return Of(() => loss.ValueAndGradient(
                new RowInputs<float> { First = first, Second = second, Third = scale, Columns = columns },
                new LossGradients<float> { First = gradient }));
        }

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        {
            int[] labels = Labels(request, "target");
            return Of(() => loss.ValueAndGradient<TLoss, float>(first, columns, labels, gradient));
        }

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
        {
            int[] labels = Labels(request, "targets"), steps = Labels(request, "input_lengths"),
                counts = Labels(request, "target_lengths");
            return Of(() => loss.ValueAndGradient(new SequenceBatch<float>
            {
                LogProbabilities = first,
                Classes = columns,
                Labels = labels,
                Steps = steps,
                LabelCounts = counts,
            }, gradient));
        }

        bool ILossVisitor<bool>.Point<TLoss>(TLoss loss) => throw new NotSupportedException();

        bool ILossVisitor<bool>.Label<TLoss>(TLoss loss) => throw new NotSupportedException();
    }
}
