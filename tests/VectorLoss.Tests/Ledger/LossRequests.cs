using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>Requests of the losses of the catalogue, drawn to fit their cards.</summary>
internal static class LossRequests
{
    public const int Rows = 24;

    // No multiple of a register.
    public const int Columns = 83;

    // Longer than a block of a row's sum.
    public const int LongRows = 5, LongColumns = 1100;

    // What an option is set to beside its usual value; a range that differs from loss to loss is named with the loss.
    private static readonly Dictionary<string, double[]> Others = new()
    {
        ["all_classes"] = [1],
        ["alpha"] = [0.25],
        ["general-robust alpha"] = [-1000, -2, 0, 2],
        ["beta"] = [0.3],
        ["blank"] = [Columns - 1],
        ["c"] = [0.5],
        ["circle gamma"] = [8],
        ["classes"] = [3],
        ["clip"] = [0],
        ["covariance"] = [0.5],
        ["desirable_weight"] = [0.5],
        ["df"] = [0.5],
        ["delta"] = [0.3],
        ["eps"] = [0.01],
        ["eps_high"] = [0.3],
        ["eps_low"] = [0.3],
        ["efron"] = [1],
        ["epsilon"] = [-0.5],
        ["expectile"] = [0.9],
        ["fair"] = [1],
        ["features"] = [3],
        ["full"] = [1],
        ["gamma"] = [0, 3.5],
        ["focal-tversky gamma"] = [1, 2.5],
        ["gamma_neg"] = [0, 1.5],
        ["gamma_pos"] = [0, 1.5],
        ["ignore_index"] = [1],
        ["label_smoothing"] = [0.1],
        ["lambda"] = [0.5],
        ["log_input"] = [0],
        ["log_target"] = [1],
        ["lse_square_scale"] = [0.01],
        ["margin"] = [0.3],
        ["multi-margin p"] = [2],
        ["normalize"] = [1],
        ["p"] = [1, 3],
        ["power-error p"] = [1, 1.5],
        ["wasserstein p"] = [1.5, 2],
        ["sinkhorn-divergence epsilon"] = [0.25],
        ["sinkhorn-divergence iterations"] = [25],
        ["sinkhorn-divergence p"] = [1],
        ["pos_weight"] = [3],
        ["power"] = [1, 2, 3],
        ["q"] = [0.2, 1],
        ["quantile"] = [0.9],
        ["root"] = [1],
        ["scale"] = [0.5],
        ["sigma"] = [0.5],
        ["invariance"] = [0.5],
        ["smooth"] = [0.1],
        ["smoothing"] = [0.5],
        ["softcap"] = [3],
        ["variance"] = [0.5],
        ["swap"] = [1],
        ["temperature"] = [0.5],
        ["threshold"] = [0.25],
        ["undesirable_weight"] = [0.5],
        ["views"] = [1],
        ["zero_infinity"] = [1],
    };

    public static bool IsOfClasses(LossCard card)
        => card.Family is LossFamily.Label or LossFamily.Centred;

    // Only targets that can be distributions can be smoothed.
    public static bool TakesDistributions(LossCard card)
        => card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing");

    /// <summary>The options of a loss, one changed at a time.</summary>
    public static IEnumerable<(string Name, double Value)> OptionsOf(LossCard card) => card.Options
        .Concat(card.Create.FamilyOptions)
        .SelectMany(option => ValuesOf(card, option).Select(value => (option.Name, value)));

    /// <summary>A request; its last rows hold hard numbers if asked for.</summary>
    public static LossRequest Of(
        LossCard card, string reduction, bool hard = false, (string Name, double Value)? option = null)
    {
        return new(card)
        {
            Options = Options(card, option),
            Inputs = new LossInputsOf(card, Rows, Columns, hard, option).Draw(),
            Reduction = reduction,
            Count = 3.5,
        };
    }

    /// <summary>A request of a few long rows.</summary>
    public static LossRequest Long(LossCard card) => new(card)
    {
        Options = Options(card, null),
        Inputs = new LossInputsOf(card, LongRows, LongColumns, hard: false, option: null).Draw(),
        Reduction = "none",
    };

    // Bits show in few iterations what they show in all, which registers of one number would take minutes for.
    private static Dictionary<string, double> Options(LossCard card, (string Name, double Value)? option)
    {
        const string Iterations = "iterations";
        Dictionary<string, double> options = card.Options.Any(one => one.Name == Iterations)
            ? new() { [Iterations] = 8 } : [];
        if (option is { } set)
            options[set.Name] = set.Value;
        return options;
    }

    /// <summary>The request with more arrays.</summary>
    public static LossRequest With(LossRequest request, params (string Name, LossArray Array)[] arrays)
    {
        Dictionary<string, LossArray> inputs = new(request.Inputs);
        foreach ((string name, LossArray array) in arrays)
        {
            inputs[name] = array;
        }
        return request with { Inputs = inputs };
    }

    public static LossArray Array(int[] shape, Func<double> next)
    {
        double[] values = new double[shape.Aggregate(1, (product, length) => product * length)];
        foreach (ref double value in values.AsSpan())
        {
            value = next();
        }
        return new(shape, values);
    }

    private static double[] ValuesOf(LossCard card, LossOption option)
        => Others.TryGetValue($"{card.Name} {option.Name}", out double[]? own) ? own
            : Others.TryGetValue(option.Name, out double[]? values) ? values
            : throw new KeyNotFoundException($"The ledger has no value to try for {option.Name} of {card.Name}.");
}
