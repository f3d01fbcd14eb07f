using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fanout.Protocol.Json;

/// <summary>
/// Where a walk through a message stands. Costs an array write a step; becomes text only for an error.
/// </summary>
internal sealed class JsonPath
{
    private const int NameLengthMax = 64; // ours have at most 16; longer ones are someone else's, and are cut in errors

    private Step[] _steps = new Step[8];
    private int _depth;

    private readonly record struct Step(string? Name, int Index);

    public void Push(string name) => Push(new Step(name, 0));

    public void Push(int index) => Push(new Step(null, index));

    public void Pop() => _depth--;

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in _steps.AsSpan(0, _depth))
        {
            if (step.Name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
                continue;
            }
            if (text.Length > 0) text.Append('.');
            text.Append(Readable(step.Name));
        }
        return text.ToString();
    }

    /// <summary>
    /// A name as it is where it can be mistaken for nothing else, quoted otherwise; cut where it is long.
    /// </summary>
    private static string Readable(string name)
    {
        var cut = name.Length <= NameLengthMax ? name : string.Concat(name.AsSpan(0, NameLengthMax), "…");
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return JsonSerializer.Serialize(cut);
        }
        return name.Length == 0 ? "\"\"" : cut;
    }

    private void Push(Step step)
    {
        if (_depth == _steps.Length) Array.Resize(ref _steps, _depth * 2);
        _steps[_depth++] = step;
    }
}
