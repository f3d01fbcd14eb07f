using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf.Reflection;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Names of enum values as the messages and their JSON form have them: <c>PRE_MATCH</c>, not <c>PreMatch</c>.
/// </summary>
internal static class EnumNames
{
    private static readonly ConcurrentDictionary<Enum, string> Known = new();

    public static string Of(Enum value) => Known.GetOrAdd(value, static value =>
        value.GetType().GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name
        ?? value.ToString("D"));
}
