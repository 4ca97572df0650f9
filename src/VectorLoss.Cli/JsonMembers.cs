using System.Text.Json;

namespace VectorLoss.Cli;

/// <summary>Reads members of JSON; what is missing or of another kind is said in words that name it.</summary>
internal static class JsonMembers
{
    /// <summary>A member of a kind.</summary>
    /// <exception cref="FormatException">It is missing, or of another kind.</exception>
    public static JsonElement Member(this JsonElement owner, string name, JsonValueKind kind)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement member)
            ? member.As(name, kind) : throw new FormatException($"'{name}' is missing");

    /// <summary>A value that has to be of a kind.</summary>
    /// <exception cref="FormatException">It is of another.</exception>
    public static JsonElement As(this JsonElement element, string name, JsonValueKind kind)
        => element.ValueKind == kind ? element
            : throw new FormatException($"'{name}' is {Words(element.ValueKind)}, not {Words(kind)}");

    /// <summary>A member that is true or false.</summary>
    /// <exception cref="FormatException">It is missing, or neither.</exception>
    public static bool Truth(this JsonElement owner, string name)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement member)
            ? member.ValueKind == JsonValueKind.True || member.As(name, JsonValueKind.False).GetBoolean()
            : throw new FormatException($"'{name}' is missing");

    /// <summary>A member that names one of several; the numbers behind the names do not.</summary>
    /// <exception cref="FormatException">It is missing, or names none.</exception>
    public static T Choice<T>(this JsonElement owner, string name) where T : struct, Enum
    {
        string word = owner.Member(name, JsonValueKind.String).GetString()!;
        return Enum.GetNames<T>().Contains(word) ? Enum.Parse<T>(word)
            : throw new FormatException($"'{name}' is '{Printable.Cut(word)}'");
    }

    private static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
