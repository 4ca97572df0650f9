using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>
/// Sees to it that the processes of a training do the same: a rank with other data or another net would spoil the
/// result of all without a word.
/// </summary>
internal sealed class Replicas<T>(IGradientExchange<T> exchange) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Compares all processes with the first one.</summary>
    /// <returns>Whether any of them is to stop.</returns>
    /// <exception cref="InvalidOperationException">One of them trains something else; all throw.</exception>
    public bool Compare(Mlp<T> net, Optimizer<T> optimizer, TrainingPlan plan, BatchFacts facts, long step,
        CancellationToken cancellation)
    {
        (string Name, double[] Numbers)[] own =
        [
            ("its training data", [facts.Samples, (uint)facts.Hash, facts.Hash >> 32]),
            ("the size of its batches", [facts.BatchSize, (int)facts.Sampling, facts.Shards]),
            ("its plan", [plan.Steps, (uint)plan.Seed, plan.Seed >> 32, plan.EvaluateEvery,
                plan.TargetAccuracy ?? -1, plan.Patience ?? 0, plan.Rate.At(1), plan.Rate.At(plan.Steps)]),
            ("its optimiser", [Text(optimizer.Name), optimizer.Steps, optimizer.WeightDecay, optimizer.ClipNorm ?? 0,
                optimizer.ClipValue ?? 0, optimizer.AverageDecay ?? -1, (int)optimizer.OnNonFiniteGradient,
                .. Groups(net, optimizer)]),
            ("its net", [step, .. Hash(net)]),
        ];
        double[] flat = [.. own.SelectMany(fact => fact.Numbers), cancellation.IsCancellationRequested ? 1 : 0];
        double[] all = new double[flat.Length * exchange.Size];
        exchange.Gather(flat, all);
        for (int rank = 1; rank < exchange.Size; rank++)
        {
            int at = 0;
            foreach ((string name, double[] numbers) in own)
            {
                Span<double> theirs = all.AsSpan((rank * flat.Length) + at, numbers.Length);
                if (!theirs.SequenceEqual(all.AsSpan(at, numbers.Length)))
                {
                    throw new InvalidOperationException(
                        $"Process {rank} of the training differs from process 0 in {name}.");
                }
                at += numbers.Length;
            }
        }
        return Enumerable.Range(1, exchange.Size).Any(end => all[(end * flat.Length) - 1] > 0);
    }

    private static double[] Hash(Mlp<T> net)
    {
        ulong hash = DataHash.Start;
        foreach (Var parameter in net.Parameters)
            hash = DataHash.Append(hash, Refs.Bytes(net.Tape.ReadOnlyValues(parameter)));
        return [(uint)hash, hash >> 32];
    }

    private static IEnumerable<double> Groups(Mlp<T> net, Optimizer<T> optimizer)
        => Enumerable.Range(0, net.Parameters.Length)
            .Select(parameter => optimizer.Stepper.Groups.Of(parameter, optimizer.WeightDecay))
            .SelectMany(group => (double[])[group.Factor, group.Decay]);

    private static double Text(string name) => name.Aggregate(0, (hash, letter) => unchecked((hash * 31) + letter));
}
