using System.CommandLine;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The two options that name a net: its file, and what the file of another program does not say.</summary>
internal static class ModelOption
{
    /// <summary><c>--model</c>.</summary>
    /// <param name="files">Which nets it takes.</param>
    public static Option<string?> Create(
        string files = "A net that 'vectorloss train --save' wrote, or a chain of linear layers in safetensors")
    {
        Option<string?> model = OptionTypes.Path("--model", files, "FILE");
        model.Required = true;
        return model;
    }

    /// <summary><c>--activation</c>.</summary>
    public static Option<string?> CreateActivation() => OptionTypes.Choice("--activation",
        "What stands between the layers, for a net of another program", "relu", "sigmoid", "tanh", "none");

    /// <summary>The net.</summary>
    public static StoredModel Load(string path, string? activation)
        => StoredModel.Load(path, activation is null ? null : Enum.Parse<Activation>(activation, ignoreCase: true));
}
