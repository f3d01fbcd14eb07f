namespace Fanout.Protocol.Json;

/// <summary>What <see cref="ProtoJson"/> reads, and how much of it.</summary>
public sealed record JsonReadOptions
{
    public static JsonReadOptions Default { get; } = new();

    /// <summary>Size of the text in bytes, 1 MiB by default (the limit of a push request).</summary>
    public int BytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// How deep objects and lists may nest, unknown members included; 32 by default (our own messages need 8).
    /// </summary>
    public int DepthMax { get; init; } = 32;

    /// <summary>
    /// Elements of one list, 10,000 by default (a board page has 500 rows, a match some hundreds of incidents).
    /// </summary>
    public int ListCountMax { get; init; } = 10_000;

    /// <summary>
    /// Leaves a field unset whose enum name is not known, and says so in the result; by default that is an error.
    /// A subscriber wants it (enums are open); an input does not.
    /// </summary>
    public bool UnknownEnumNamesAllowed { get; init; }
}
