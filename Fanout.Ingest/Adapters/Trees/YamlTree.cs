using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fanout.Ingest.Adapters.Trees;

/// <summary>
/// Reads the first document of a YAML text into a tree, from the parser's events: no tags, no types, so that nothing is made of a text but a
/// text. An alias is the node that it stands for, not a copy, so that aliases of aliases take no memory.
/// </summary>
internal static class YamlTree
{
    public static DataTree Parse(string text)
    {
        var builder = new TreeBuilder();
        var anchors = new Dictionary<AnchorName, DataNode>();
        var parser = new Parser(new StringReader(text));
        try
        {
            while (parser.MoveNext() && parser.Current is not (null or DocumentEnd))
            {
                if (builder.Depth >= DataTree.DepthMax)
                    return new DataTree(builder.Root, (PlaceOf(parser.Current.Start), $"is more than {DataTree.DepthMax} deep; nothing is read from here"));
                Take(parser.Current, builder, anchors);
            }
        }
        catch (YamlException wrong)
        {
            return BreaksOff(builder, wrong.Start, wrong);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return BreaksOff(builder, parser.Current?.End ?? Mark.Empty, wrong); // the library trips over some damaged texts instead of refusing them
        }

        return new DataTree(builder.Root, null);
    }

    private static DataTree BreaksOff(TreeBuilder builder, Mark place, Exception wrong) =>
        new(builder.Root, (PlaceOf(place), $"breaks off or is not YAML from here: {wrong.Message}"));

    private static void Take(ParsingEvent read, TreeBuilder builder, Dictionary<AnchorName, DataNode> anchors)
    {
        switch (read)
        {
            case MappingStart start:
                Begin(DataNode.Map(), start.Anchor);
                break;
            case SequenceStart start:
                Begin(DataNode.List(), start.Anchor);
                break;
            case MappingEnd or SequenceEnd:
                builder.End();
                break;
            case Scalar name when builder.AwaitsName:
                builder.Name(name.Value);
                break;
            case Scalar value:
                var node = DataNode.Text(value.Value);
                Keep(node, value.Anchor);
                builder.Put(value is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : node);
                break;
            case AnchorAlias when builder.AwaitsName:
                builder.Name("");
                break;
            case AnchorAlias alias:
                builder.Put(anchors.GetValueOrDefault(alias.Value));
                break;
        }

        void Begin(DataNode node, AnchorName anchor)
        {
            // A map or a list in place of a name: nobody looks for such a member.
            if (builder.AwaitsName) builder.Name("");
            Keep(node, anchor);
            builder.Begin(node);
        }

        void Keep(DataNode node, AnchorName anchor)
        {
            if (!anchor.IsEmpty) anchors[anchor] = node;
        }
    }

    private static string PlaceOf(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");
}
