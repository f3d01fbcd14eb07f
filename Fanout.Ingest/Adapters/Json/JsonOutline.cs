using System.Text.Json;

namespace Fanout.Ingest.Adapters.Json;

/// <summary>The member names near the top of a JSON document, by which its format is recognised without reading it whole.</summary>
internal static class JsonOutline
{
    /// <summary>Distinct names of members at most this many objects and arrays deep.</summary>
    public static HashSet<string> NamesIn(FeedSample sample, int depthMax)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(sample.Head.Span, sample.Whole, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= depthMax) names.Add(reader.GetString()!);
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Not JSON from here on: what was seen before it still tells the format.
        }

        return names;
    }
}
