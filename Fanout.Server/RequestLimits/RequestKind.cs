namespace Fanout.Server.RequestLimits;

/// <summary>What a request over HTTP is for; each kind has limits of its own.</summary>
internal enum RequestKind : byte
{
    /// <summary>A reader asks what is the case.</summary>
    Read,

    /// <summary>A feed brings events.</summary>
    Push,

    /// <summary>An editor looks at what only editors see, or decides.</summary>
    Edit,
}

/// <summary>Says of an endpoint which kind its requests are; those of others are not counted.</summary>
internal sealed record CountedAs(RequestKind Kind);
