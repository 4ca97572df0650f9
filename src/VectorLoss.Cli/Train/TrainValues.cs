using System.Globalization;
using System.Numerics;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Reads the values of options of <c>train</c> that are neither numbers nor names.</summary>
internal static class TrainValues
{
    /// <summary>Widths with commas between them.</summary>
    public static int[]? Layers(string word)
    {
        string[] parts = word.Split(',');
        int[] widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i])
                || widths[i] is < 1 or > 1_000_000)
            {
                throw new FormatException("widths from 1 to 1000000 with commas between them, such as 784,128,10");
            }
        }
        return widths.Length >= 2 ? widths : throw new FormatException("at least two widths, such as 784,10");
    }

    /// <summary>The name of an initialiser.</summary>
    public static Initializer? Init(string word) => word switch
    {
        "he" => Initializer.He,
        "glorot" or "xavier" => Initializer.Glorot,
        _ when word.StartsWith("normal:", StringComparison.Ordinal)
            && double.TryParse(word["normal:".Length..], NumberStyles.Float, CultureInfo.InvariantCulture,
                out double sigma)
            && double.IsFinite(sigma) && sigma >= 0 => Initializer.Normal(sigma),
        _ => throw new WrongValueException("he, glorot, xavier or normal:S with S not below 0, such as normal:0.01",
            word.Contains(':', StringComparison.Ordinal) ? null
                : Nearest.Question(word, ["he", "glorot", "xavier", "normal"])),
    };

    /// <summary>A power of two.</summary>
    public static int? Shards(string word)
        => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && BitOperations.IsPow2(value) && value <= 1 << 20
            ? value : throw new FormatException("a power of two: 1, 2, 4, 8, …");

    /// <summary>What was meant by a part of one that is above one: 97 is 97 %.</summary>
    public static string Part(double percent) => (percent / 100).ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number of 64 bits.</summary>
    public static ulong? Seed(string word)
        => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value : throw new FormatException("a whole number of at least 0");
}
