using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// The arguments of <c>vectorloss loss</c> that depend on the loss: its arrays, its options, and where derivatives go.
/// </summary>
/// <param name="card">The loss.</param>
internal sealed class LossArgumentList(LossCard card)
{
    /// <summary>The weights that a loss may take beside its inputs.</summary>
    public static readonly string[] Weights = ["weight", "sample_weight"];

    /// <summary>The arrays that a loss may take beside its inputs.</summary>
    public static readonly string[] CommonArrays = [.. Weights, "factor", "mask"];

    /// <summary>The arrays that a loss of sequences takes in the place of its lengths, each with these.</summary>
    public static (string Name, string Lengths)[] Paddings(LossCard card)
        => card.Family != LossFamily.Sequence ? [] : [.. card.Inputs.Skip(2).Select(
            input => (input.Name.Replace("lengths", "paddings", StringComparison.Ordinal), input.Name))];

    private readonly Dictionary<string, NamedFile> files = [];
    private readonly Dictionary<string, NamedFile> gradients = [];
    private readonly Dictionary<string, NamedFile> curvatures = [];
    private readonly Dictionary<string, NamedFile> directions = [];
    private readonly Dictionary<string, NamedFile> products = [];
    private readonly Dictionary<string, string> spellings = [];

    /// <summary>Arrays by name, once <see cref="Read"/> has read them.</summary>
    public Dictionary<string, LossArray> Arrays { get; } = [];

    /// <summary>Options by name.</summary>
    public Dictionary<string, double> Options { get; } = [];

    /// <summary>How inputs move, by their names, once <see cref="Read"/> has read them.</summary>
    public Dictionary<string, LossArray> Directions { get; } = [];

    /// <summary>The files that are read.</summary>
    public IEnumerable<NamedFile> Inputs => files.Values.Concat(directions.Values);

    /// <summary>The files that are written.</summary>
    public IEnumerable<NamedFile> Outputs => gradients.Values.Concat(curvatures.Values).Concat(products.Values);

    /// <summary>Files by the name of the input whose gradient they receive.</summary>
    public IReadOnlyDictionary<string, NamedFile> Gradients => gradients;

    /// <summary>Files by the name of the input whose second derivatives they receive.</summary>
    public IReadOnlyDictionary<string, NamedFile> Curvatures => curvatures;

    /// <summary>Files by the name of the input by which they receive the product with the Hessian.</summary>
    public IReadOnlyDictionary<string, NamedFile> Products => products;

    /// <summary>Takes the words apart; reads no file.</summary>
    /// <exception cref="UserError">A name is unknown or given twice, or a value is none.</exception>
    public static LossArgumentList Of(LossCard card, IReadOnlyList<string> tokens)
    {
        LossArgumentList list = new(card);
        for (int i = 0; i < tokens.Count; i++)
        {
            string word = tokens[i];
            if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length == 2)
                throw new UserError($"'{Printable.Cut(word)}' is no argument; arguments are --name value");
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                list.Add(word[..equals], word[(equals + 1)..]);
            else if (i + 1 < tokens.Count && !tokens[i + 1].StartsWith("--", StringComparison.Ordinal))
                list.Add(word, tokens[++i]);
            else
                list.Add(word, null);
        }
        if (list.products.Count == 0 && list.directions.Values.FirstOrDefault() is { } way)
            throw new UserError($"{way.Option} has no effect without --product FILE");
        if (list.directions.Count == 0 && list.products.Values.FirstOrDefault() is { } product)
            throw new UserError($"{product.Option} needs --direction FILE: how the numbers of an input move");
        return list;
    }

    /// <summary>Reads the arrays.</summary>
    /// <exception cref="DataFormatException">A file cannot be read.</exception>
    /// <exception cref="UserError">A direction is not of the shape of its input, or that is not given.</exception>
    public void Read()
    {
        foreach ((string name, NamedFile file) in files)
            Arrays[name] = Read(file);
        foreach ((string name, NamedFile file) in directions)
        {
            if (!Arrays.TryGetValue(name, out LossArray? array))
                throw new UserError($"{file.Option}: --{name}, which should move, is not given");
            Directions[name] = Read(file);
            if (!Directions[name].Shape.AsSpan().SequenceEqual(array.Shape))
                throw new UserError($"{file} has shape {Directions[name]}; as {Spelling(name)} it must be {array}");
        }
    }

    private static LossArray Read(NamedFile file)
    {
        NpyArray array = Npy.Read(file.Path);
        return new(array.Shape.ToArray(), array.ToDoubles());
    }

    /// <summary>How the user spelled an option, such as --label-smoothing for label_smoothing.</summary>
    public string Spelling(string name) => spellings.GetValueOrDefault(name, "--" + name);

    /// <summary>Where an array comes from: the option and the file.</summary>
    public string Source(string name) => files[name].ToString();

    private IEnumerable<LossOption> Known => card.Options.Concat(card.Create.FamilyOptions);

    private void Add(string argument, string? value)
    {
        string name = argument[2..].Replace('-', '_');
        LossOption? option = Known.FirstOrDefault(option => option.Name == name);
        Dictionary<string, NamedFile>? derivatives = IsOf("gradient", name) ? gradients
            : IsOf("curvature", name) ? curvatures : IsOf("direction", name) ? directions
            : IsOf("product", name) ? products : null;
        if (option is null && !IsArray(name) && derivatives is null)
            throw Unknown(argument, name);
        if (string.IsNullOrEmpty(value))
            throw new UserError($"{argument} needs a value");
        spellings[name] = argument;
        if (option is not null && Number(value) is { } number)
            Once(Options, name, argument, Checked(option, argument, number));
        else if (derivatives is not null)
            Once(derivatives, Differentiable(name), argument, new NamedFile(argument, value, FileFormat.Array));
        else if (IsArray(name))
            Once(files, name, argument, new NamedFile(argument, value));
        else
            throw new UserError($"{argument} takes a number ({option!.Range}), not '{Printable.Cut(value)}'");
    }

    private static void Once<T>(Dictionary<string, T> taken, string name, string argument, T value)
    {
        if (!taken.TryAdd(name, value))
        {
            throw new UserError(value is NamedFile && taken[name] is NamedFile other && other.Option != argument
                ? $"{other.Option} and {argument} mean the same; give one" : $"{argument} is given more than once");
        }
    }

    private static double Checked(LossOption option, string argument, double value)
    {
        try
        {
            return option.Check(value);
        }
        catch (ArgumentException problem)
        {
            string reason = problem.Message.Split(" (Parameter")[0].TrimEnd('.');
            throw new UserError(argument + reason[option.Name.Length..], problem);
        }
    }

    private UserError Unknown(string argument, string name)
    {
        string[] arrays = [.. card.Inputs.Select(input => input.Name)];
        // An array of other losses is no misspelt option of the command.
        bool isArrayElsewhere = LossCatalog.All.Any(other => other.Inputs.Any(input => input.Name == name));
        string[] common = isArrayElsewhere ? [] : ["gradient", "curvature", "direction", "product", "hessian",
            "reduction", "dtype", "count", "empty", "target-kind", "class-axis", "output", "json"];
        IEnumerable<string> known = Known.Select(option => option.Name).Concat(arrays).Concat(CommonArrays)
            .Concat(Paddings(card).Select(padding => padding.Name))
            .Concat(card.ArrayOption is { } array ? [array.Option] : []).Concat(common);
        return new($"{card.Name} has no {Printable.Cut(argument)}"
            + $"{Nearest.Hint(name, known.Select(word => "--" + word))} (its arrays are "
            + $"{string.Join(", ", arrays.Select(one => "--" + one))}; see 'vectorloss losses {card.Name}')");
    }

    private static bool IsOf(string derivative, string name)
        => name == derivative || name.StartsWith(derivative + "_", StringComparison.Ordinal);

    private bool IsArray(string name) => card.Inputs.Any(input => input.Name == name) || CommonArrays.Contains(name)
        || card.ArrayOption?.Option == name || Paddings(card).Any(padding => padding.Name == name);

    private string Differentiable(string name)
    {
        string derivative = name.Split('_')[0],
            wanted = name == derivative ? card.Inputs[0].Name : name[(derivative.Length + 1)..];
        bool isFirst = derivative != "curvature";
        string[] possible = [.. card.Inputs.Where(input => input.Differentiable
            || (isFirst && input.DifferentiableAsDistribution)).Select(input => input.Name),
            .. isFirst && card.ClassWeights is { } weights ? (string[])[weights.Name] : []];
        if (possible.Contains(wanted))
            return wanted;
        throw new UserError($"{card.Name} has no {derivative} of '{Printable.Cut(wanted)}'; it has one of "
            + string.Join(" and ", possible));
    }

    private static double? Number(string value) => value switch
    {
        "true" => 1,
        "false" => 0,
        "inf" or "+inf" or "∞" => double.PositiveInfinity,
        "-inf" or "−inf" or "-∞" or "−∞" => double.NegativeInfinity,
        _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number : null,
    };
}
