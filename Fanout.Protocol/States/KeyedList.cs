using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>
/// A keyed list of a state: immutable, sharing what did not change, with the sum of its elements' hashes.
/// </summary>
internal sealed class KeyedList
{
    private readonly FieldShape _field;
    private readonly ImmutableSortedDictionary<string, Element> _elements;

    private KeyedList(FieldShape field, ImmutableSortedDictionary<string, Element> elements, PartHash hash)
    {
        _field = field;
        _elements = elements;
        Hash = hash;
    }

    /// <summary>Sum of the elements' hashes.</summary>
    public PartHash Hash { get; }

    public int Count => _elements.Count;

    public IEnumerable<string> Keys => _elements.Keys;

    private EditsShape Shape => _field.Edits!;

    public static KeyedList Empty(FieldShape field) =>
        new(field, ImmutableSortedDictionary.Create<string, Element>(StringComparer.Ordinal), default);

    public bool TryGet(string key, [NotNullWhen(true)] out IMessage? element)
    {
        var found = _elements.TryGetValue(key, out var held);
        element = found ? held.Message : null;
        return found;
    }

    /// <summary>The elements in the order of a state message.</summary>
    public IMessage[] InOrder()
    {
        var ordered = _elements.Values.Select(static element => element.Message).ToArray();
        Array.Sort(ordered, Shape.Order);
        return ordered;
    }

    public KeyedList With(IMessage element)
    {
        var key = (string)Shape.Key.GetValue(element);
        var hash = CanonicalRecord.HashElement(_field, element);
        var without = _elements.TryGetValue(key, out var old) ? Hash - old.Hash : Hash;
        return new KeyedList(_field, _elements.SetItem(key, new Element(element, hash)), without + hash);
    }

    public KeyedList Without(string key) =>
        _elements.TryGetValue(key, out var old) ? new KeyedList(_field, _elements.Remove(key), Hash - old.Hash) : this;

    /// <summary>
    /// Removals, then upserts, then changes within elements; a change of a missing element is ignored.
    /// </summary>
    public KeyedList Apply(IMessage edits)
    {
        var result = this;
        foreach (var key in (IList<string>)Shape.Remove.GetValue(edits))
            result = result.Without(key);
        foreach (var element in Lists.Messages(Shape.Upsert.GetValue(edits)))
            result = result.With(element);
        if (Shape.Change is null)
            return result;
        foreach (var change in Lists.Messages(Shape.Change.GetValue(edits)))
        {
            if (result.TryGet((string)Shape.RowKey!.GetValue(change), out var row))
                result = result.With(DeltaAlgebra.Apply(Shape.Row!, row, change));
        }
        return result;
    }

    /// <summary>
    /// What turns <paramref name="from"/> into <paramref name="to"/> at <paramref name="keys"/>; null: nothing.
    /// </summary>
    public static IMessage? Diff(KeyedList from, KeyedList to, IEnumerable<string> keys)
    {
        var shape = from.Shape;
        IMessage? edits = null;
        foreach (var key in keys)
        {
            from._elements.TryGetValue(key, out var old);
            if (!to._elements.TryGetValue(key, out var now))
            {
                if (old.Message is not null)
                    Lists.Of(shape.Remove.GetValue(edits ??= shape.New())).Add(key);
            }
            else if (old.Message is null || (shape.Row is null && !Sameness.Same(old.Message, now.Message)))
            {
                Lists.Of(shape.Upsert.GetValue(edits ??= shape.New())).Add(now.Message);
            }
            else if (shape.Row is not null && DeltaAlgebra.Diff(shape.Row, old.Message, now.Message) is { } change)
            {
                shape.RowKey!.SetValue(change, key);
                Lists.Of(shape.Change!.GetValue(edits ??= shape.New())).Add(change);
            }
        }
        return edits;
    }

    private readonly record struct Element(IMessage Message, PartHash Hash);
}

/// <summary>Typed reading of a keyed list.</summary>
/// <typeparam name="T">The element's message.</typeparam>
public readonly struct KeyedElements<T>
    where T : class, IMessage<T>
{
    private readonly KeyedList _list;

    internal KeyedElements(KeyedList list) => _list = list;

    public int Count => _list.Count;

    /// <summary>The element with this key, or null.</summary>
    public T? Find(string key) => _list.TryGet(key, out var element) ? (T)element : null;

    /// <summary>The elements in the order of a state message; sorts at every call.</summary>
    public IEnumerable<T> InOrder() => _list.InOrder().Cast<T>();
}
