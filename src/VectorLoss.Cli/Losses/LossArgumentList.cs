using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>The arguments of <c>vectorloss loss</c> that depend on the loss: its arrays, its options, and where gradients go.</summary>
/// <param name="Arrays">Arrays by name, read.</param>
/// <param name="Options">Options by name.</param>
/// <param name="Gradients">Files by the name of the input whose gradient they receive.</param>
internal sealed record LossArgumentList(Dictionary<string, LossArray> Arrays, Dictionary<string, double> Options, Dictionary<string, string> Gradients)
{
    private static readonly string[] CommonArrays = ["weight", "sample_weight", "mask"];

    /// <summary>Reads <c>--name value</c> pairs.</summary>
    /// <exception cref="UserError">A name is unknown, or a value is none.</exception>
    /// <exception cref="DataFormatException">A file cannot be read.</exception>
    public static LossArgumentList Of(LossCard card, IReadOnlyList<string> tokens)
    {
        LossArgumentList list = new([], [], []);
        for (int i = 0; i < tokens.Count; i += 2)
        {
            if (!tokens[i].StartsWith("--", StringComparison.Ordinal) || tokens[i].Length == 2)
                throw new UserError($"'{tokens[i]}' is no argument; arguments are --name value");
            if (i + 1 == tokens.Count)
                throw new UserError($"{tokens[i]} needs a value");
            list.Add(card, tokens[i], tokens[i + 1]);
        }
        return list;
    }

    private void Add(LossCard card, string argument, string value)
    {
        string name = argument[2..].Replace('-', '_');
        LossOption? option = card.Options.Concat(card.Create.FamilyOptions).FirstOrDefault(option => option.Name == name);
        if (option is not null && Number(value) is double number)
            Options[name] = number;
        else if (name == "gradient" || name.StartsWith("gradient_", StringComparison.Ordinal))
            Gradients[Differentiable(card, name)] = value;
        else if (IsArray(card, name))
            Arrays[name] = Array(value);
        else if (option is not null)
            throw new UserError($"{argument} takes a number ({option.Range}), not '{value}'");
        else
            throw new UserError($"{card.Name} has no {argument} (see 'vectorloss losses {card.Name}')");
    }

    private static bool IsArray(LossCard card, string name)
        => card.Inputs.Any(input => input.Name == name) || CommonArrays.Contains(name) || card.ArrayOption?.Option == name;

    private static string Differentiable(LossCard card, string name)
    {
        string wanted = name == "gradient" ? card.Inputs[0].Name : name["gradient_".Length..];
        return card.Inputs.Any(input => input.Name == wanted && input.Differentiable) ? wanted
            : throw new UserError($"{card.Name} has no gradient of '{wanted}'");
    }

    private static double? Number(string value) => value switch
    {
        "true" => 1,
        "false" => 0,
        _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
    };

    private static LossArray Array(string path)
    {
        NpyArray array = Npy.Read(path);
        return new(array.Shape.ToArray(), array.ToDoubles());
    }
}
