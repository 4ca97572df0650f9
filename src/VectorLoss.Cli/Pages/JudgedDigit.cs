namespace VectorLoss.Cli.Pages;

/// <summary>A digit and the answer of the net.</summary>
/// <param name="Pixels">Rows × columns bytes, 255 is ink.</param>
/// <param name="Rows">Pixels from top to bottom.</param>
/// <param name="Columns">Pixels from left to right.</param>
/// <param name="Label">What it is.</param>
/// <param name="Answer">What the net says.</param>
/// <param name="Probability">The probability that the net gives the label, by softmax.</param>
internal sealed record JudgedDigit(byte[] Pixels, int Rows, int Columns, int Label, int Answer, double Probability);
