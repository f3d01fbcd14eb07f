using Fanout.Fuzz.Targets;

namespace Fanout.Fuzz;

/// <summary>What is fuzzed.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("frames", "WebSocket frames of either side, with and without permessage-deflate", "frames", 1_500, Frames.Check),
        new("handshake", "the head of a request, and the opening handshake", "http", 2_000, Handshakes.Check),
        new("client-proto", "a client's messages in protobuf", "frames", 2_000, ClientMessages.CheckProto),
        new("client-json", "a client's messages in JSON", "json", 2_000, ClientMessages.CheckJson),
        new("push", "events that a feed pushes, and the normaliser", "json", 4_000, PushedLines.Check),
        new("queries", "queries, topics, positions and event ids of HTTP readers", "http", 1_000, Queries.Check),
        new("signatures", "Signature-Input and Signature of signed pushes", "http", 1_000, Signatures.Check),
        new("tokens", "readers' tokens, before and behind their signature", "json", 2_000, Tokens.Check),
    ];

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static FuzzTarget Named(string name) => List.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"there is no target \"{name}\"; there are {string.Join(", ", List.Select(static target => target.Name))}");
}
