using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push;

/// <summary>What a key allows.</summary>
internal enum KeyVerdict
{
    /// <summary>No key, or one that nobody was given.</summary>
    Unknown,

    /// <summary>A key of another feed.</summary>
    OtherFeed,

    /// <summary>The key is good, but no feed has this name.</summary>
    NoSuchFeed,
    Allowed,
}

/// <summary>The keys of feeds, as digests: compared in constant time, and of one length whatever was sent.</summary>
internal sealed class FeedKeys
{
    private const string Scheme = "Bearer ";

    private readonly (string Feed, byte[] Digest)[] _keys;
    private readonly HashSet<string> _feeds;
    private readonly byte[]? _anyFeed;

    public FeedKeys(IOptions<PushOptions> options)
    {
        var keys = options.Value.Keys;
        _keys = [.. keys.SelectMany(static feed => feed.Value.Select(key => (feed.Key, Digest(key))))];
        _feeds = [.. keys.Keys, .. options.Value.SigningKeys.Keys];
        _anyFeed = options.Value.AnyFeedKey.Length > 0 ? Digest(options.Value.AnyFeedKey) : null;
    }

    /// <summary>What an <c>Authorization</c> header (RFC 6750 §2.1) allows to do with a feed.</summary>
    public KeyVerdict Judge(string? authorization, string feed)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true) return KeyVerdict.Unknown;
        var digest = Digest(authorization[Scheme.Length..].Trim());
        if (_anyFeed is not null && CryptographicOperations.FixedTimeEquals(digest, _anyFeed))
            return KeyVerdict.Allowed;
        var (isKnown, isOwn) = (false, false);
        foreach (var (owner, key) in _keys) // all of them, so that the time says nothing
        {
            var equal = CryptographicOperations.FixedTimeEquals(digest, key);
            isKnown |= equal;
            isOwn |= equal && owner == feed;
        }
        if (!isKnown) return KeyVerdict.Unknown;
        if (isOwn) return KeyVerdict.Allowed;
        return _feeds.Contains(feed) ? KeyVerdict.OtherFeed : KeyVerdict.NoSuchFeed;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
