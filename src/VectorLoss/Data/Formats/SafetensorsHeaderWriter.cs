using System.Text.Json;

namespace VectorLoss.Data;

/// <summary>Writes the JSON header of a safetensors file.</summary>
internal static class SafetensorsHeaderWriter
{
    /// <summary>The header as UTF-8, padded with blanks so that the data starts at a multiple of 8.</summary>
    public static byte[] Format(IReadOnlyDictionary<string, string> metadata, ReadOnlySpan<StoredTensor> tensors)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long begin = 0;
            foreach (StoredTensor tensor in tensors)
            {
                WriteTensor(json, tensor, begin);
                begin += tensor.Length;
            }
            json.WriteEndObject();
        }
        while (text.Length % 8 != 0)
            text.WriteByte((byte)' ');
        return text.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, StoredTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type);
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
