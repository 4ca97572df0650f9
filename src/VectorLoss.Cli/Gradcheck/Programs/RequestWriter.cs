using System.Text.Json;

namespace VectorLoss.Cli;

/// <summary>Writes the requests of the protocol, one JSON object a line.</summary>
/// <param name="point">The point, from which most requests differ in one number.</param>
internal sealed class RequestWriter(ProgramPoint point)
{
    private readonly Utf8Line line = new();
    private readonly NumberText[] texts = [.. point.Arrays.Select(array => new NumberText(array.Shape, array.Values))];
    private readonly byte[][] names = [.. point.Arrays.Select(array => Quoted(array.Name))];

    /// <summary><c>{"x":[…]}</c>, and <c>"value":true</c> if only f is wanted. Valid until the next request.</summary>
    /// <param name="vector">The numbers of all arrays, one array behind another.</param>
    /// <param name="valueOnly">Whether only f is wanted.</param>
    public ReadOnlySpan<byte> Ask(ReadOnlySpan<double> vector, bool valueOnly)
    {
        line.Clear();
        line.Add(point.IsNamed ? "{\"x\":{"u8 : "{\"x\":"u8);
        for (int i = 0; i < texts.Length; i++)
        {
            line.Add(i == 0 ? ""u8 : ","u8);
            if (point.IsNamed)
            {
                line.Add(names[i]);
                line.Add(":"u8);
            }
            int length = point.Arrays[i].Values.Length;
            texts[i].Write(line, vector[..length]);
            vector = vector[length..];
        }
        line.Add(point.IsNamed ? "}"u8 : ""u8);
        line.Add(valueOnly ? ",\"value\":true}\n"u8 : "}\n"u8);
        return line.Written;
    }

    /// <summary><c>{"from":name,"value":[…]}</c>: f computed from the output of a stage on. Valid until the next
    /// request.</summary>
    /// <param name="stage">The stage and the numbers that it gave.</param>
    /// <param name="numbers">The numbers to continue with.</param>
    public ReadOnlySpan<byte> Restart(NamedArray stage, ReadOnlySpan<double> numbers)
    {
        line.Clear();
        line.Add("{\"from\":"u8);
        line.Add(Quoted(stage.Name));
        line.Add(",\"value\":"u8);
        new NumberText(stage.Shape, stage.Values).Write(line, numbers);
        line.Add("}\n"u8);
        return line.Written;
    }

    private static byte[] Quoted(string name)
        => [(byte)'"', .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, (byte)'"'];
}
