namespace VectorLoss.Cli.Charts;

/// <summary>One small grey picture with a line of text.</summary>
/// <param name="Pixels">Rows × columns bytes, row-major; 0 is paper, 255 is ink.</param>
/// <param name="Rows">Pixels from top to bottom.</param>
/// <param name="Columns">Pixels from left to right.</param>
/// <param name="Label">Shown under the picture.</param>
/// <param name="Description">What a reader who does not see the picture is told.</param>
internal sealed record Tile(byte[] Pixels, int Rows, int Columns, string Label, string Description);
