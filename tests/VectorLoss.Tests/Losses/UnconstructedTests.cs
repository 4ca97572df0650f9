using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>A structure that nobody constructed is the loss with its usual options: <c>default(Huber)</c>.</summary>
public class UnconstructedTests
{
    private static readonly double[] First = [0.3, 0.6, 0.2, 0.7, 0.4, 0.5], Second = [0.9, 0.1, 0.4, 0.6, 0.8, 0.2],
        Third = [0.5, 0.7, 0.9, 0.3, 0.6, 0.8];

    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Losses))]
    public void An_unconstructed_loss_has_its_usual_options(string name)
    {
        // The visitor gets the loss that its constructor makes of the card's usual options.
        LossCard card = LossCatalog.Find(name)!;
        Assert.True(card.Visit(new Compares()));
    }

    private sealed class Compares : ILossVisitor<bool>
    {
        private delegate double Run<TLoss>(TLoss loss, double[] gradient);

        private static bool Same<TLoss>(TLoss constructed, Run<TLoss> run) where TLoss : struct
        {
            Assert.Equal(constructed, default);
            Assert.Equal(constructed, new TLoss());
            foreach (var property in typeof(TLoss).GetProperties().Where(property => !property.GetMethod!.IsStatic))
                Assert.Equal(property.GetValue(constructed), property.GetValue(default(TLoss)));
            double[] expected = new double[First.Length], actual = new double[First.Length];
            Assert.Equal(run(constructed, expected), run(default, actual));
            Assert.Equal(expected, actual);
            return true;
        }

        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient<TLoss, double>(First, Second, gradient));

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
            => Same(loss,
                (x, gradient) => x.ValueAndGradient<TLoss, double>(First, Second, Third,
                    TLoss.Card!.Inputs.Count > 3 ? Second : [], new() { First = gradient }));

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient(
                new RowInputs<double>
                {
                    First = First,
                    Second = Second,
                    Third = Third,
                    Labels = new double[] { 1, -1 },
                    Columns = 3
                },
                new LossGradients<double> { First = gradient }));

        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
        {
            // A row of four or three numbers, as the parts of the loss say.
            int columns = TLoss.Card!.Parts is 2 or 4 ? 4 : 3;
            bool perRow = TLoss.Card.Inputs[1].Kind == LossInputKind.PerRow;
            return Same(loss, (x, gradient) => x.ValueAndGradient(
                new RowInputs<double>
                {
                    First = First.AsSpan(0, columns),
                    Second = perRow ? [] : Second.AsSpan(0, columns),
                    Third = TLoss.Card.HasThird ? Third.AsSpan(0, columns) : [],
                    Labels = perRow ? [1] : [],
                    Columns = columns,
                },
                new LossGradients<double> { First = gradient.AsSpan(0, columns) }));
        }

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient<TLoss, double>(First, 3, [1, 2], gradient));

        public bool Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient<TLoss, double>(First, 3, [1, 2], gradient));

        public bool LabelSet(MultilabelMargin loss)
            => Same(loss, (x, gradient) => x.ValueAndGradient<double>(First, 3, [1, -1, 0, 2, 0, -1], gradient));

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient(new RowInputs<double>
            {
                First = First,
                Second = Second,
                Third = TLoss.Card!.Inputs.Count > 2 ? First[..1] : [],
                Columns = 3,
            }, new LossGradients<double> { First = gradient }));

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient<TLoss, double>(First, 3, [1, 1], gradient));

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
            => Same(loss, (x, gradient) => x.ValueAndGradient(new SequenceBatch<double>
            {
                LogProbabilities = First,
                Classes = 3,
                Labels = [1],
                Steps = [TLoss.IsLattice ? 1 : 2],
                LabelCounts = [1],
            }, gradient));
    }
}
