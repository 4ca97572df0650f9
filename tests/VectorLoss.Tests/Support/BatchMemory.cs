using System.Runtime.InteropServices;
using VectorLoss.Lanes;

namespace VectorLoss.Tests;

/// <summary>Named spans in one piece of memory, placed by the test: apart, or over each other.</summary>
internal class BatchMemory
{
    private const int Gap = 512, Start = 4096;

    private readonly byte[] memory = new byte[64 * 1024];
    private readonly Dictionary<string, (int At, int Bytes)> places = [];

    /// <summary>Places the spans of an entry far from each other.</summary>
    public BatchMemory(BatchEntry entry)
    {
        int at = Start;
        foreach (BatchSpan span in entry.Spans)
        {
            places[span.Name] = (at, span.Bytes);
            at += Gap + (span.Bytes + 63) / 64 * 64;
        }
    }

    /// <summary>Moves a span so that it begins so many bytes after another.</summary>
    public void Move(string name, string over, int offset)
        => places[name] = (places[over].At + offset, places[name].Bytes);

    /// <summary>Makes a span so many bytes longer.</summary>
    public void Lengthen(string name, int bytes) => places[name] = (places[name].At, places[name].Bytes + bytes);

    /// <summary>The bytes of a span.</summary>
    public virtual Span<byte> Bytes(string name) => memory.AsSpan(places[name].At, places[name].Bytes);

    /// <summary>A span of numbers.</summary>
    public Span<float> Numbers(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name));

    /// <summary>A span of numbers of 16 bits.</summary>
    public Span<BFloat16> Narrow(string name) => MemoryMarshal.Cast<byte, BFloat16>(Bytes(name));

    /// <summary>The numbers of a span, whatever they are stored as.</summary>
    public float[] Values(BatchSpan span) => span.IsNarrow
        ? Array.ConvertAll(Narrow(span.Name).ToArray(), number => (float)number) : Numbers(span.Name).ToArray();

    /// <summary>A span of labels or counts.</summary>
    public Span<int> Labels(string name) => MemoryMarshal.Cast<byte, int>(Bytes(name));

    /// <summary>A span of marks.</summary>
    public Span<bool> Marks(string name) => MemoryMarshal.Cast<byte, bool>(Bytes(name));

    /// <summary>Everything.</summary>
    public byte[] All => [.. memory];

    /// <summary>Fills outputs with rubbish, then inputs with numbers that every loss takes.</summary>
    public void Fill(BatchEntry entry)
    {
        Random random = new(3);
        foreach (BatchSpan span in entry.Spans.Where(span => span.IsOutput))
            Bytes(span.Name).Fill(0xA5);
        foreach (BatchSpan span in entry.Spans.Where(span => !span.IsOutput))
        {
            if (span.Below > 0)
                foreach (ref int label in Labels(span.Name))
                    label = span.Least + random.Next(span.Below - span.Least);
            else if (span.IsMark)
                foreach (ref bool mark in Marks(span.Name))
                    mark = random.Next(4) > 0;
            else if (span.IsNarrow)
                foreach (ref BFloat16 number in Narrow(span.Name))
                    number = (BFloat16)(0.1f + 0.8f * random.NextSingle());
            else
                foreach (ref float number in Numbers(span.Name))
                    number = 0.1f + 0.8f * random.NextSingle();
        }
    }
}

/// <summary>A span that an entry takes.</summary>
internal sealed record BatchSpan(string Name, int Bytes)
{
    /// <summary>Whether the entry writes it.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Whether what is written there is promised: not so for a workspace.</summary>
    public bool IsResult { get; init; }

    /// <summary>Whether the upstream factor multiplies what is written there.</summary>
    public bool IsGradient { get; init; }

    /// <summary>Of labels and counts: what they stay below; 0 for numbers and marks.</summary>
    public int Below { get; init; }

    /// <summary>Of labels and counts: the least.</summary>
    public int Least { get; init; }

    /// <summary>Whether it holds numbers of 16 bits.</summary>
    public bool IsNarrow { get; init; }

    /// <summary>Whether it holds marks.</summary>
    public bool IsMark { get; init; }
}
