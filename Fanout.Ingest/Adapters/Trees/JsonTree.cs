using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fanout.Ingest.Adapters.Trees;

/// <summary>Reads JSON into a tree.</summary>
internal static class JsonTree
{
    private static readonly JsonReaderOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = DataTree.DepthMax,
    };

    public static DataTree Parse(string text)
    {
        var builder = new TreeBuilder();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Lenient);
        try
        {
            while (reader.Read()) Take(ref reader, builder);
        }
        catch (JsonException wrong)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}");
            return new DataTree(builder.Root, (place, $"breaks off or is not JSON from here: {wrong.Message.Split(" LineNumber:", 2)[0]}"));
        }

        return new DataTree(builder.Root, null);
    }

    private static void Take(ref Utf8JsonReader reader, TreeBuilder builder)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                builder.Begin(DataNode.Map());
                break;
            case JsonTokenType.StartArray:
                builder.Begin(DataNode.List());
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                builder.End();
                break;
            case JsonTokenType.PropertyName:
                builder.Name(TextOf(ref reader));
                break;
            case JsonTokenType.String:
                builder.Put(DataNode.Text(TextOf(ref reader)));
                break;
            case JsonTokenType.Null:
                builder.Put(null);
                break;
            default: // numbers and truth values, as they were written
                builder.Put(DataNode.Text(Encoding.UTF8.GetString(reader.ValueSpan)));
                break;
        }
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) // half a surrogate pair
        {
            return "";
        }
    }
}
