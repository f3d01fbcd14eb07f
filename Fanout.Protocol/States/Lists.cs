using System.Collections;
using Google.Protobuf;

namespace Fanout.Protocol.States;

/// <summary>Repeated fields as the untyped lists that reflection gives.</summary>
internal static class Lists
{
    public static IList Of(object repeated) => (IList)repeated;

    public static void AddAll(object destination, object source)
    {
        var to = Of(destination);
        foreach (var item in Of(source))
            to.Add(item);
    }

    /// <summary>
    /// How many leading elements two lists share; the same object counts as equal without a look inside.
    /// </summary>
    public static int CommonPrefix(IList first, IList second)
    {
        var count = Math.Min(first.Count, second.Count);
        for (var i = 0; i < count; i++)
        {
            if (!Sameness.Same(first[i]!, second[i]!))
                return i;
        }
        return count;
    }

    public static IEnumerable<IMessage> Messages(object repeated) => Of(repeated).Cast<IMessage>();
}
