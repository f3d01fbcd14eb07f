using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// Composition of two changes of a keyed list: per key, the later word wins or is applied to the earlier one.
/// </summary>
internal static class EditsComposition
{
    public static IMessage Compose(EditsShape shape, IMessage first, IMessage second)
    {
        var fates = new SortedDictionary<string, Fate>(StringComparer.Ordinal);
        Read(shape, first, fates);
        Read(shape, second, fates);

        var result = shape.New();
        var upserts = Lists.Of(shape.Upsert.GetValue(result));
        var removals = Lists.Of(shape.Remove.GetValue(result));
        var changes = shape.Change is null ? null : Lists.Of(shape.Change.GetValue(result));
        foreach (var (key, fate) in fates)
        {
            if (fate.Removed)
                removals.Add(key);
            else if (fate.Element is not null)
                upserts.Add(fate.Element);
            else
                changes!.Add(fate.Change!);
        }
        return result;
    }

    private static void Read(EditsShape shape, IMessage edits, SortedDictionary<string, Fate> fates)
    {
        foreach (var key in (IList<string>)shape.Remove.GetValue(edits))
            fates[key] = new Fate(true, null, null);
        foreach (var element in Lists.Messages(shape.Upsert.GetValue(edits)))
            fates[(string)shape.Key.GetValue(element)] = new Fate(false, element, null);
        if (shape.Change is null)
            return;
        foreach (var change in Lists.Messages(shape.Change.GetValue(edits)))
        {
            var key = (string)shape.RowKey!.GetValue(change);
            fates[key] = fates.TryGetValue(key, out var fate)
                ? fate.Then(shape, change)
                : new Fate(false, null, change);
        }
    }

    /// <summary>What becomes of one key: removed, replaced by an element, or changed.</summary>
    private readonly record struct Fate(bool Removed, IMessage? Element, IMessage? Change)
    {
        public Fate Then(EditsShape shape, IMessage change)
        {
            if (Removed)
                return this; // nothing is there to change
            return Element is not null
                ? this with { Element = DeltaAlgebra.Apply(shape.Row!, Element, change) }
                : this with { Change = DeltaComposition.Compose(shape.Row!, Change!, change) };
        }
    }
}
