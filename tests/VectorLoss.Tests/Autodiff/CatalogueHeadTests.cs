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
        LossRequest[] requests =
        [
            .. ((string[])["mean", "sum", "mean_by", "none"]).Select(reduction => Request(name, reduction)),
            .. ((string[])["mean", "sum", "mean_over_weights", "none"])
                .Select(reduction => Chosen(Request(name, reduction))),
        ];
        foreach (LossRequest request in requests)
        {
            LossOutcome kernel = LossTool.Run<double>(request);
            Tape<double> tape = new();
            // A point loss gives the target's gradient by dual numbers, which are another door and round otherwise.
            Var[] inputs = Leaves(tape, request, targets: request.Card.Family != LossFamily.Point);
            Var losses = Head(tape, request, inputs), head = request.Reduction == "none" ? tape.Sum(losses) : losses;
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
                Assert.Equal(kernel.Value.Values, tape.ReadOnlyValues(losses).ToArray());
                foreach ((LossInput input, Var leaf) in request.Card.Inputs
                    .Where(input => input.Domain != Domain.Label).Zip(inputs))
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
            return tape.Add(
                Head(tape, request, inputs), tape.Add(Head(tape, Chosen(request) with { Reduction = "sum" }, inputs),
                    tape.Sum(tape.Square(Head(tape, Chosen(request) with { Reduction = "none" }, inputs)))));
        });
        program.Agrees();
    }

    [Theory, MemberData(nameof(Every))]
    public void A_step_allocates_nothing(string name)
    {
        LossRequest request = Chosen(Request(name, "mean"));
        Tape<float> tape = new();
        Var head = Head(tape, request, Leaves(tape, request));
        Allocations.None(() =>
        {
            tape.Forward();
            tape.Backward(head);
            tape.ForwardBackward(head, GradientMode.Accumulate, 0.5);
        });
        tape = new();
        Var mean = tape.Mean(Head(tape, request with { Reduction = "none" }, Leaves(tape, request)));
        Allocations.None(() => tape.ForwardBackward(mean));
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

    /// <summary>
    /// The same request with weights, of which some are 0, with factors of both signs, and with a mask that leaves out
    /// every third loss.
    /// </summary>
    internal static LossRequest Chosen(LossRequest request)
    {
        LossArray losses = LossTool.Run<double>(request with { Reduction = "none" }).Value;
        double[] weights = [.. losses.Values.Select((_, i) => i % 4 == 1 ? 0 : 0.25 + i % 5)];
        double[] factors = [.. losses.Values.Select((_, i) => 0.75 - i % 3)];
        double[] mask = [.. losses.Values.Select((_, i) => i % 3 == 2 ? 0.0 : 1)];
        return request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["sample_weight"] = new(losses.Shape, weights),
                ["factor"] = new(losses.Shape, factors),
                ["mask"] = new(losses.Shape, mask),
            },
        };
    }

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
        HeadOptions batch = new()
        {
            Reduction = request.Reduction switch
            {
                "sum" => Reduction.Sum,
                "mean_by" => Reduction.MeanBy(request.Count),
                "mean_over_weights" => Reduction.MeanOverWeights,
                _ => Reduction.Mean,
            },
            Weights = Extra(tape, request, "sample_weight"),
            Factors = Extra(tape, request, "factor"),
            Mask = Extra(tape, request, "mask"),
            Unreduced = request.Reduction == "none",
        };
        return labels.Length == 0
            ? tape.Loss(request.Card, inputs, batch)
            : tape.Loss(request.Card, inputs, labels, batch);
    }

    private static Var? Extra<T>(Tape<T> tape, LossRequest request, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!request.Inputs.TryGetValue(name, out LossArray? array))
            return null;
        Var leaf = tape.Input(Shape.Row(array.Values.Length));
        Array.ConvertAll(array.Values, T.CreateTruncating).CopyTo(tape.Values(leaf));
        return leaf;
    }
}
