namespace Fanout.Client;

/// <summary>How a <see cref="FanoutClient"/> reaches its server and how patient it is.</summary>
public sealed class FanoutClientOptions
{
    /// <summary>Address of the server, http or https; the stream is at <c>/v1/stream</c> below it.</summary>
    public required Uri Server { get; init; }

    /// <summary>Token for the server, or null where anonymous reading is allowed.</summary>
    public string? Token { get; init; }

    /// <summary>Name and version that the client gives itself in <c>hello</c>.</summary>
    public string Name { get; init; } = "fanout-dotnet/0.1";

    /// <summary>Longest first wait before connecting again; doubles with each failure, and the wait is drawn from 0 to it.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before connecting again.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After this long without a byte from the server the client asks for one; after twice as long, also of connecting, it
    /// connects anew.
    /// </summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message taken from the server, in bytes. 16 MiB by default: a snapshot of a board of 500 rows fits many times.</summary>
    public int MessageBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Where time comes from; a test gives its own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
