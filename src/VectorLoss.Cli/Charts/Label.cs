namespace VectorLoss.Cli.Charts;

/// <summary>How much room a text takes in a picture, in narrow letters.</summary>
internal static class Label
{
    /// <summary>Its width: Korean and other wide letters take two columns.</summary>
    public static int Width(string text) => text.Sum(Columns);

    /// <summary>The text, or its beginning and "…" where it is wider than <paramref name="most"/>.</summary>
    public static string Shortened(string text, int most)
    {
        if (Width(text) <= most)
            return text;
        int length = 0;
        for (int width = 1; width + Columns(text[length]) <= most; length++)
            width += Columns(text[length]);
        return text[..length] + "…";
    }

    private static int Columns(char letter) => letter >= 0x1100 ? 2 : 1;
}
