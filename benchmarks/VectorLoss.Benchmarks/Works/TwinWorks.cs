using VectorLoss.Autodiff;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// Work that should take as long as its ordinary twin and did not: numbers below the least normal one, which cost a
/// hundred clocks each on some processors, and a runtime that never compiles its own library again, or late.
/// </summary>
internal static class TwinWorks
{
    private const int Parameters = 78_400, DeadSteps = 1_500;
    private const string Shape = "64x1000";
    private const double Rate = 1e-3;

    /// <summary>
    /// What a process of one processor has: its runtime waits ten times as long before it counts calls. This program
    /// sets that time to 0; the runtime's own is 100 ms, and it reads variables in hexadecimal.
    /// </summary>
    private static readonly (string Name, string Value)[] oneProcessor =
        [("DOTNET_PROCESSOR_COUNT", "1"), ("DOTNET_TC_CallCountingDelayMs", "64")];

    public static IEnumerable<Plan> All(CompareContext context)
    {
        LossCard crossEntropy = LossWorks.Card("cross-entropy");
        yield return Twin(LossWorks.Of<float>(context, crossEntropy, "wide", 1024, 1000),
            () => ("logits within ±4", crossEntropy.Visit(
                new LossBatchMaker<float>(crossEntropy, "", context.Threads, 1024, 1000)).Run));
        yield return new("adam of dead parameters", $"{Parameters}", _ => new(new Local("VectorLoss", "", Adam(0)))
        {
            Peers = [new Local("the same parameters alive", "", Adam(1))],
        });
        if (!context.RunsPeers)
            yield break;
        foreach (string work in (string[])["softmax", "cross-entropy"])
        {
            yield return new($"{work} without tiered compilation", Shape,
                _ => new(new OwnProcess("VectorLoss", work, Shape, ("DOTNET_TieredCompilation", "0")))
                {
                    Peers = [new OwnProcess("the same with it", work, Shape)],
                });
            yield return new($"{work}, one processor, first second", Shape,
                _ => new(new FreshProcess("VectorLoss", work, Shape, oneProcessor))
                {
                    Peers = [new OwnProcess("the same later", work, Shape, oneProcessor).Settled()],
                    Cold = true,
                });
        }
    }

    private static Plan Twin(Plan plan, Func<(string Name, Action Run)> ordinary) => plan with
    {
        Make = _ =>
        {
            (string name, Action run) = ordinary();
            Work work = plan.Make(plan);
            return work with { Peers = [.. work.Peers, new Local(name, "", run)] };
        },
    };

    /// <summary>A step whose gradient is the given slope, after one of slope 1 and enough steps to decay.</summary>
    private static Action Adam(float slope)
    {
        var tape = new Tape<float>();
        Var parameters = tape.Parameter(new Shape(1, Parameters)), slopes = tape.Input(new Shape(1, Parameters));
        Var loss = tape.Sum(tape.Multiply(parameters, slopes));
        var adam = new Adam<float>();
        tape.Values(slopes).Fill(1);
        adam.Step(tape, loss, Rate);
        tape.Values(slopes).Fill(slope);
        for (int step = 0; step < DeadSteps; step++)
            adam.Step(tape, loss, Rate);
        return () => adam.Step(tape, loss, Rate);
    }
}
