using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Results;

/// <summary>What a scenario found: a page of tables for people, and all single values as JSON for charts.</summary>
internal sealed class Report(string scenario, string title, string command)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StringBuilder _text = new();
    private readonly JsonObject _values = [];

    /// <summary>Adds a paragraph.</summary>
    public void Say(string text) => _text.Append(text).Append("\n\n");

    /// <summary>Adds a table; the first column is text, the others are numbers.</summary>
    public void Table(string caption, string[] heads, IEnumerable<string[]> rows)
    {
        var rule = string.Concat(heads.Select(static (_, column) => column == 0 ? "---|" : "--:|"));
        _text.Append($"### {caption}\n\n| {string.Join(" | ", heads)} |\n|{rule}\n");
        foreach (var row in rows)
            _text.Append($"| {string.Join(" | ", row)} |\n");
        _text.Append('\n');
    }

    /// <summary>Keeps single values.</summary>
    public void Keep(string name, JsonNode values) => _values[name] = values;

    /// <summary>Writes both files into a folder; returns the path of the page.</summary>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var page = Path.Combine(folder, $"{scenario}.md");
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        File.WriteAllText(page, $"""
            # {title}

            - Machine: {Machine.Describe()}
            - System: {Machine.Kernel()}
            - Commit: {Machine.Commit()}, {day}
            - Command: `{command}`


            """ + _text.ToString().TrimEnd() + "\n");
        var json = new JsonObject
        {
            ["scenario"] = scenario,
            ["machine"] = Machine.Describe(),
            ["system"] = Machine.Kernel(),
            ["commit"] = Machine.Commit(),
            ["day"] = day,
            ["command"] = command,
            ["values"] = _values,
        };
        File.WriteAllText(Path.Combine(folder, $"{scenario}.json"), json.ToJsonString(Indented) + "\n");
        return page;
    }
}
