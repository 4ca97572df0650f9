using System.Globalization;
using System.Numerics;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>A state of training as tensors and metadata beside those of the net.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="file">Its content.</param>
internal sealed class StateFile(string path, SafetensorsFile file)
{
    private const string Prefix = "training.";
    private const string StepKey = Prefix + "step", BatchKey = Prefix + "batches", FactsKey = Prefix + "data";
    private const string OptimizerKey = Prefix + "optimizer", TestKey = Prefix + "evaluation";
    private const string BestKey = Prefix + "best";
    private const string Recent = Prefix + "losses", Scalars = Prefix + "scalars", Confusion = Prefix + "confusion";
    private const string Evaluations = Prefix + "evaluations";

    public static SafetensorsFile Make<T>(TrainingState<T> state, ReadOnlySpan<(string Key, string Value)> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsFile file = StoredModel.Make(state.Layers, state.Hidden, state.Parameters, notes, state.Memory);
        RandomState random = state.Batches.Random;
        file.Metadata[StepKey] = Text(state.Step);
        file.Metadata[BatchKey] = string.Join(',', Text(state.Batches.Epoch), Text(state.Batches.Position),
            Text(random.A), Text(random.B), Text(random.C), Text(random.D));
        file.Metadata[FactsKey] = state.Facts.ToString();
        file.Metadata[OptimizerKey] = $"{state.Optimizer.Name},{Text(state.Optimizer.Steps)}";
        file.Add<double>(Recent, [state.RecentLosses.Length], state.RecentLosses);
        file.Add<double>(Evaluations, [state.Evaluations.Length], state.Evaluations);
        file.Add<double>(Scalars, [state.Optimizer.Scalars.Count], [.. state.Optimizer.Scalars]);
        for (int i = 0; i < state.Optimizer.Arrays.Count; i++)
        {
            for (int k = 0; k < state.Optimizer.Arrays[i].Count; k++)
                file.Borrow(ArrayName(i, k), [state.Optimizer.Arrays[i][k].Length], state.Optimizer.Arrays[i][k]);
        }
        AddBest(file, state);
        if (state.Test is not { } test)
            return file;
        file.Metadata[TestKey] = string.Join(',', Text(state.EvaluatedStep), Text(test.Loss), Text(test.Count));
        file.Add<double>(Confusion, [test.Classes, test.Classes], [.. test.Confusion]);
        return file;
    }

    /// <summary>What <see cref="Read"/> would refuse in a state, as one clause for a message; null if
    /// nothing.</summary>
    public static string? Problem<T>(TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FiniteNumbers.Problem("layers", state.Parameters)
            ?? FiniteNumbers.Problem(BestKey, state.Best?.Parameters ?? [])
            ?? state.Optimizer.Arrays.SelectMany((own, i) => own.Select((values, k)
                => FiniteNumbers.Problem<T>(ArrayName(i, k), values))).FirstOrDefault(problem => problem is not null);

    private static void AddBest<T>(SafetensorsFile file, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.Best is not { } best)
            return;
        file.Metadata[BestKey] = string.Join(',', Text(best.Step), Text(best.Loss), Text(best.Worse));
        for (int i = 0; i < best.Parameters.Length; i++)
            file.Borrow(BestName(i), [best.Parameters[i].Length], best.Parameters[i]);
    }

    public TrainingState<T> Read<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ModelNotes.Read(path, file) is not { } notes || !file.Metadata.ContainsKey(StepKey))
            throw Wrong($"there is no state of a training; {file.Describe()}");
        (long evaluated, Evaluation? test) = ReadTest();
        return new(notes.Layers, notes.Hidden, ReadParameters<T>(notes), ReadOptimizer<T>())
        {
            Step = Whole(Parts(StepKey, 1)[0], 0),
            EvaluatedStep = evaluated,
            Test = test,
            Notes = file.Metadata,
            Batches = ReadBatches(),
            Facts = ReadFacts(),
            RecentLosses = Array<double>(Recent),
            Best = ReadBest<T>(notes),
            Evaluations = Array<double>(Evaluations),
        };
    }

    private T[][] ReadParameters<T>(ModelNotes notes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string type = typeof(T) == typeof(double) ? "F64" : "F32";
        T[][] parameters = new T[2 * (notes.Layers.Length - 1)][];
        StoredLayer[] layers = notes.FindLayers();
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i].Weight.Type != type || layers[i].Bias!.Type != type)
                throw Wrong($"the numbers of the state are {layers[i].Weight.Type}, {type} is asked for");
            layers[i].RequireFinite<T>();
            (parameters[2 * i], parameters[(2 * i) + 1]) = (new T[layers[i].Weight.Count], new T[layers[i].Outputs]);
            layers[i].CopyTo<T>(parameters[2 * i], parameters[(2 * i) + 1]);
        }
        return parameters;
    }

    private OptimizerState<T> ReadOptimizer<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] parts = Parts(OptimizerKey, 2);
        List<IReadOnlyList<T[]>> arrays = [];
        for (int i = 0; file.Find(ArrayName(i, 0)) is not null; i++)
        {
            List<T[]> own = [];
            for (int k = 0; file.Find(ArrayName(i, k)) is not null; k++)
                own.Add(Finite<T>(ArrayName(i, k)));
            arrays.Add(own);
        }
        return new(parts[0], Whole(parts[1], 0), Array<double>(Scalars), arrays);
    }

    private BatchState ReadBatches()
    {
        string[] parts = Parts(BatchKey, 6);
        ulong[] random = [.. parts[2..].Select(Word)];
        if (random.All(word => word == 0))
            throw Wrong("the state of the random numbers is zero");
        return new(new(random[0], random[1], random[2], random[3]), Whole(parts[0], 0),
            (int)Whole(parts[1], 0, int.MaxValue));
    }

    private BatchFacts ReadFacts()
    {
        // A fifth one stands where batches are cut into shards.
        bool isCut = file.Metadata.GetValueOrDefault(FactsKey)?.Count(c => c == ',') == 4;
        string[] parts = Parts(FactsKey, isCut ? 5 : 4);
        return new((int)Whole(parts[0], 1, int.MaxValue), Word(parts[1]), (int)Whole(parts[2], 1, int.MaxValue),
            (BatchSampling)Whole(parts[3], 0, 2), isCut ? (int)Whole(parts[4], 2, int.MaxValue) : 1);
    }

    private BestState<T>? ReadBest<T>(ModelNotes notes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!file.Metadata.ContainsKey(BestKey))
            return null;
        string[] parts = Parts(BestKey, 3);
        T[][] parameters = [.. Enumerable.Range(0, 2 * (notes.Layers.Length - 1)).Select(i => Finite<T>(BestName(i)))];
        bool fits = parameters.Index().All(one => one.Item.Length
            == notes.Layers[(one.Index / 2) + 1] * (one.Index % 2 == 0 ? (long)notes.Layers[one.Index / 2] : 1));
        double loss = Real(parts[1]);
        return fits && !double.IsNaN(loss) ? new(Whole(parts[0], 1), loss, Whole(parts[2], 0), parameters)
            : throw Wrong("the best parameters are damaged");
    }

    private (long Step, Evaluation? Test) ReadTest()
    {
        if (!file.Metadata.ContainsKey(TestKey))
            return (0, null);
        string[] parts = Parts(TestKey, 3);
        double[] counts = Array<double>(Confusion);
        int classes = file.Get(Confusion).Shape is [var side, var other] && side == other ? side : -1;
        if (classes < 0 || counts.Any(n => n is not (>= 0 and <= int.MaxValue)))
            throw Wrong("the evaluation of the state is damaged");
        return (Whole(parts[0], 1), new(classes, [.. counts.Select(n => (int)n)],
            (int)Whole(parts[2], 1, int.MaxValue), Real(parts[1])));
    }

    private T[] Array<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StoredTensor tensor = file.Get(name);
        T[] values = new T[tensor.Count];
        tensor.CopyTo<T>(values);
        return values;
    }

    private T[] Finite<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Array<T>(name);
        return FiniteNumbers.Problem<T>(name, values) is { } problem ? throw Wrong(problem) : values;
    }

    private string[] Parts(string key, int count)
        => file.Metadata.GetValueOrDefault(key)?.Split(',') is { } parts && parts.Length == count
            ? parts : throw Wrong($"'{key}' is missing in the metadata, or damaged");

    private long Whole(string text, long least, long most = long.MaxValue)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            && value >= least && value <= most ? value : throw Wrong($"'{Excerpt.Of(text)}' is no number in range");

    private double Real(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : throw Wrong($"'{Excerpt.Of(text)}' is no number");

    private ulong Word(string text)
        => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value : throw Wrong($"'{Excerpt.Of(text)}' is no number in range");

    private DataFormatException Wrong(string reason) => new(path, $"no training goes on from this file: {reason}");

    private static string ArrayName(int parameter, int array)
        => $"{Prefix}optimizer.{StoredLayer.NameOf(parameter)}.{array}";

    private static string BestName(int parameter) => $"{BestKey}.{StoredLayer.NameOf(parameter)}";

    private static string Text<TNumber>(TNumber value) where TNumber : IFormattable
        => value.ToString(null, CultureInfo.InvariantCulture);
}
