using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Tests.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Every loss of the catalogue, of whatever family, is one fused head of a tape.</summary>
public class CatalogueHeadTests
{
    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Every))]
    public void Value_and_gradients_are_the_bits_of_the_kernel(string name)
    {
        foreach (string reduction in (string[])["mean", "sum", "mean_by"])
        {
            LossRequest request = Request(name, reduction);
            LossOutcome kernel = LossTool.Run<double>(request);
            Tape<double> tape = new();
            // A point loss gives the target's gradient by dual numbers, which are another door and round otherwise.
            Var[] inputs = Leaves(tape, request, targets: request.Card.Family != LossFamily.Point);
            Var head = Head(tape, request, inputs);
            tape.Forward();
            tape.Backward(head);
            Agree(1);
            tape.ForwardBackward(head);
            Agree(1);
            // Under a seed that is a power of two nothing is rounded differently.
            tape.ForwardBackward(head, seed: 4);
            Agree(4);
            tape.Backward(head, GradientMode.Accumulate, seed: 4);
            Agree(8);

            void Agree(double factor)
            {
                Assert.Equal(kernel.Value.Values[0], tape.Scalar(head));
                foreach ((LossInput input, Var leaf) in request.Card.Inputs.Zip(inputs))
                    if (tape.NeedsGradient(leaf))
                        Assert.Equal(kernel.Gradients[input.Name].Select(slope => factor * slope),
                            tape.Gradient(leaf).ToArray());
            }
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void Gradients_agree_with_differences(string name)
    {
        LossRequest request = Request(name, "mean");
        Var[] inputs = [];
        // Used twice, so that gradients are added as well as written.
        RecordedProgram<double> program = new([], (tape, _) =>
        {
            inputs = Leaves(tape, request);
            return tape.Add(Head(tape, request, inputs), Head(tape, request with { Reduction = "sum" }, inputs));
        });
        program.Agrees();
    }

    [Theory, MemberData(nameof(Every))]
    public void A_step_allocates_nothing(string name)
    {
        LossRequest request = Request(name, "mean");
        Tape<float> tape = new();
        Var head = Head(tape, request, Leaves(tape, request));
        Allocations.None(() =>
        {
            tape.Forward();
            tape.Backward(head);
            tape.ForwardBackward(head, GradientMode.Accumulate, 0.5);
        });
    }

    internal static LossRequest Request(string name, string reduction)
        => FamilyBatch.Of(name, [], 4, 5, reduction) with { Count = 3 };

    /// <summary>One leaf for each input of numbers, in the order of the card; parameters where it can.</summary>
    internal static Var[] Leaves<T>(Tape<T> tape, LossRequest request, bool targets = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. request.Card.Inputs.Where(input => input.Domain != Domain.Label).Select(input =>
        {
            LossArray array = request.Inputs[input.Name];
            int columns = input.Kind == LossInputKind.PerRow ? 1 : array.Columns;
            Shape shape = new(array.Values.Length / columns, columns);
            bool learned = input.Differentiable && (targets || input == request.Card.Inputs[0]);
            Var leaf = learned ? tape.Parameter(shape) : tape.Input(shape);
            Array.ConvertAll(array.Values, T.CreateTruncating).CopyTo(tape.Values(leaf));
            return leaf;
        })];

    internal static Var Head<T>(Tape<T> tape, LossRequest request, Var[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Labels[] labels = [.. request.Card.Inputs.Where(input => input.Domain == Domain.Label).Select(input =>
        {
            double[] values = request.Inputs[input.Name].Values;
            Labels leaf = tape.Labels(values.Length);
            Array.ConvertAll(values, value => (int)value).CopyTo(tape.Values(leaf));
            return leaf;
        })];
        Reduction reduction = request.Reduction switch
        {
            "sum" => Reduction.Sum,
            "mean_by" => Reduction.MeanBy(request.Count),
            _ => Reduction.Mean,
        };
        return labels.Length == 0
            ? tape.Loss(request.Card, inputs, reduction)
            : tape.Loss(request.Card, inputs[0], labels, reduction);
    }
}
