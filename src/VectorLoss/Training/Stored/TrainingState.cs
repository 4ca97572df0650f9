using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>
/// A copy of all that the rest of a training depends on, beside its plan, its data and the options of its optimiser:
/// parameters, the memory of the optimiser, the position in the sequence of batches, the last losses and the last
/// evaluation. A <see cref="Trainer{T}"/> that is made alike and goes on from it ends with the same bits as one that
/// was never stopped, whatever the number of threads and the width of the registers.
/// </summary>
/// <remarks>
/// The file is also that of a net, see <see cref="StoredModel"/>: its further tensors and metadata begin with
/// <c>training.</c>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TrainingState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal TrainingState(int[] widths, Activation hidden, T[][] parameters, OptimizerState<T> optimizer)
        => (Widths, Hidden, Parameters, Optimizer) = (widths, hidden, parameters, optimizer);

    /// <summary>Steps that are done.</summary>
    public long Step { get; internal init; }

    /// <summary>The step after which the last evaluation was made; 0 if there was none.</summary>
    public long EvaluatedStep { get; internal init; }

    /// <summary>Width of the input, of every hidden layer and of the output.</summary>
    public ReadOnlySpan<int> Layers => Widths;

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Hidden { get; }

    /// <summary>The metadata of the file that the state was read from; empty for one that was captured.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; internal init; } = new Dictionary<string, string>();

    internal int[] Widths { get; }

    internal T[][] Parameters { get; }

    internal OptimizerState<T> Optimizer { get; }

    internal BatchState Batches { get; init; }

    internal BatchFacts Facts { get; init; }

    internal double[] RecentLosses { get; init; } = [];

    internal double[] Evaluations { get; init; } = [];

    internal Evaluation? Test { get; init; }

    internal BestState<T>? Best { get; init; }

    /// <summary>
    /// Where the weights are turned round for a file; a state that takes the arrays of an older one over takes it too.
    /// Arrays as large as weights that are made and dropped every hundred steps make the collector stop the threads
    /// that train.
    /// </summary>
    internal List<T[]> Memory { get; init; } = [];

    /// <summary>Writes the state atomically: a crash leaves the file as it was before, or the whole new one.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="notes">More metadata, such as the settings of the program that trains.</param>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite: <see cref="Load"/> would refuse
    /// it.</exception>
    /// <exception cref="DataFormatException">The file cannot be written.</exception>
    public void Save(string path, params ReadOnlySpan<(string Key, string Value)> notes)
    {
        if (StateFile.Problem(this) is { } problem)
            throw new InvalidOperationException($"No training goes on from this state: {problem}.");
        StateFile.Make(this, notes).Save(path);
    }

    /// <summary>Reads a state and checks that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is missing, damaged, or holds no state of this number
    /// type.</exception>
    public static TrainingState<T> Load(string path) => new StateFile(path, SafetensorsFile.Load(path)).Read<T>();

    /// <summary>What a trainer has otherwise, as one clause for a message; null if the state fits it.</summary>
    internal string? Difference(Mlp<T> net, Optimizer<T> optimizer, BatchFacts facts)
    {
        int[] lengths = [.. Parameters.Select(parameter => parameter.Length)];
        int positions = facts.Sampling == BatchSampling.Replacement ? 0 : facts.Samples;
        return !Layers.SequenceEqual(net.Layers)
                ? $"its layers are {Text(Layers)}, those of the net {Text(net.Layers)}"
            : Hidden != net.Hidden ? $"its activation is {Hidden}, that of the net {net.Hidden}"
            : Optimizer.Name != optimizer.Name
                ? $"its optimiser is {Excerpt.Of(Optimizer.Name)}, the trainer has {optimizer.Name}"
            : Optimizer.Arrays.Count > 0 && Optimizer.Arrays[0].Count != optimizer.Memory.Arrays
                ? $"its optimiser kept {Optimizer.Arrays[0].Count} numbers beside each of a parameter, averages "
                    + $"included, that of the trainer keeps {optimizer.Memory.Arrays}"
            : !optimizer.Stepper.Fits(Optimizer, lengths)
                ? $"the memory of its optimiser is not that of {optimizer.Name}"
            : Facts.Difference(facts) is { } difference ? difference
            : Batches.Position > positions || RecentLosses.Length != StepRecord.Losses
                ? "its place in the batches or its losses are damaged"
            : null;
    }

    private static string Text(ReadOnlySpan<int> widths) => string.Join('-', widths.ToArray());
}
