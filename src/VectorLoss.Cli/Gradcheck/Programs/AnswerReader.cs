namespace VectorLoss.Cli;

/// <summary>Reads the answers of the protocol.</summary>
internal ref struct AnswerReader
{
    private JsonCursor json;

    private AnswerReader(ReadOnlySpan<byte> line) => json = new(line);

    /// <summary>Reads an answer.</summary>
    /// <param name="line">One line, without its end.</param>
    /// <param name="valueOnly">Whether only f was asked for; the rest is then skipped.</param>
    /// <exception cref="FormatException">It is not an answer; the message says where.</exception>
    public static ProgramAnswer Read(ReadOnlySpan<byte> line, bool valueOnly)
    {
        AnswerReader reader = new(line);
        ProgramAnswer answer = new();
        if (!reader.json.Take('{'))
            throw new FormatException("it is not a JSON object");
        if (!reader.json.Take('}'))
        {
            do
                reader.Member(answer, reader.json.Name(), valueOnly);
            while (reader.json.Take(','));
            reader.json.Expect('}');
        }
        reader.json.ExpectEnd();
        return answer;
    }

    private void Member(ProgramAnswer answer, string name, bool valueOnly)
    {
        switch (name)
        {
            case "f":
                answer.Value = json.Number("f");
                break;
            case "g" when !valueOnly:
                Gradient(answer);
                break;
            case "outputs" when !valueOnly:
                Outputs(answer);
                break;
            case "error" when json.IsAt('"'):
                answer.Error = json.Text();
                break;
            default:
                json.Skip();
                break;
        }
    }

    private void Gradient(ProgramAnswer answer)
    {
        if (!json.Take('{'))
        {
            answer.Gradient[""] = Array("g");
            return;
        }
        if (json.Take('}'))
            return;
        do
        {
            string name = json.Name();
            answer.Gradient[name] = Array(name);
        }
        while (json.Take(','));
        json.Expect('}');
    }

    private void Outputs(ProgramAnswer answer)
    {
        json.Expect('[');
        if (json.Take(']'))
            return;
        do
            answer.Outputs.Add(Output(answer.Outputs.Count));
        while (json.Take(','));
        json.Expect(']');
    }

    private StageOutput Output(int index)
    {
        (string? name, NamedArray? value, NamedArray? gradient) = (null, null, null);
        json.Expect('{');
        do
        {
            switch (json.Name())
            {
                case "name":
                    name = json.Text();
                    break;
                case "value":
                    value = Array("value");
                    break;
                case "gradient":
                    gradient = Array("gradient");
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        while (json.Take(','));
        json.Expect('}');
        if (name is null || value is null || gradient is null)
            throw new FormatException($"outputs[{index}] lacks its name, value or gradient");
        if (value.Values.Length != gradient.Values.Length)
            throw new FormatException($"the output '{name}' has {value.Values.Length} numbers and its gradient "
                + $"{gradient.Values.Length}");
        return new(value with { Name = name }, gradient.Values);
    }

    // Numbers nested in any way; the shape is that of the nesting where it is regular.
    private NamedArray Array(string name)
    {
        List<double> numbers = [];
        List<int> shape = [];
        bool regular = Nested(name, numbers, shape, 0);
        return new(name, regular ? [.. shape] : [numbers.Count], [.. numbers]);
    }

    private bool Nested(string name, List<double> numbers, List<int> shape, int depth)
    {
        if (!json.Take('['))
        {
            numbers.Add(json.Number(name));
            return shape.Count == depth;
        }
        if (depth == JsonCursor.MostDepth)
            throw new FormatException($"{name} is nested more than {JsonCursor.MostDepth} deep");
        bool first = shape.Count == depth && numbers.Count == 0, regular = first || shape.Count > depth;
        if (first)
            shape.Add(0);
        int count = 0;
        if (!json.Take(']'))
        {
            do
            {
                regular &= Nested(name, numbers, shape, depth + 1);
                count++;
            }
            while (json.Take(','));
            json.Expect(']');
        }
        if (first)
            shape[depth] = count;
        return regular && shape[depth] == count;
    }
}
