using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Protocol.States;

/// <summary>
/// The order in which a state message lists the elements of a keyed list: by <c>order</c> or <c>start</c> where the
/// element has one (absent last), then by key, ordinally by UTF-16 code unit.
/// </summary>
internal sealed class ElementOrder : IComparer<IMessage>
{
    private readonly IFieldAccessor _key;
    private readonly FieldDescriptor? _rank;

    private ElementOrder(IFieldAccessor key, FieldDescriptor? rank)
    {
        _key = key;
        _rank = rank;
    }

    public static ElementOrder Of(MessageDescriptor element) => new(
        element.FindFieldByNumber(1).Accessor,
        element.FindFieldByName("order") ?? element.FindFieldByName("start"));

    public int Compare(IMessage? x, IMessage? y)
    {
        var byRank = Rank(x!).CompareTo(Rank(y!));
        return byRank != 0 ? byRank : string.CompareOrdinal((string)_key.GetValue(x), (string)_key.GetValue(y));
    }

    private double Rank(IMessage element)
    {
        if (_rank is null)
            return 0;
        return _rank.HasPresence && !_rank.Accessor.HasValue(element)
            ? double.PositiveInfinity
            : (double)_rank.Accessor.GetValue(element);
    }
}
