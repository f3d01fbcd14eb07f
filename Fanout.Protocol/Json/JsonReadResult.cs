using Google.Protobuf;

namespace Fanout.Protocol.Json;

/// <summary>A message read from JSON, and what of the text did not go into it.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="Message">The message; the caller's own.</param>
/// <param name="UnknownMembers">Members that the message does not have. Their values were skipped.</param>
/// <param name="UnknownEnumNames">Fields left unset because their enum name is not known.</param>
public readonly record struct JsonReadResult<T>(T Message, JsonLeftovers UnknownMembers, JsonLeftovers UnknownEnumNames)
    where T : IMessage<T>;

/// <summary>What a reader passed over: how often, and where the first few were.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="Paths">Where the first <see cref="PathCountMax"/> were, in order of the text.</param>
public readonly record struct JsonLeftovers(int Count, IReadOnlyList<string> Paths)
{
    /// <summary>Paths kept, so that a hostile text cannot make the answer longer than itself.</summary>
    public const int PathCountMax = 16;

    public static JsonLeftovers None { get; } = new(0, []);
}
