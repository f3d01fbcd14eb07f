using System.Threading.RateLimiting;
using Fanout.Server.Http;

namespace Fanout.Server.RequestLimits;

/// <summary>The limits of requests: for each address, and for each feed's key and each editor's token.</summary>
/// <remarks>
/// Readers are counted by address alone, since all visitors of a site may well show one token. An address has ten times of
/// what a key has: several feeds come from one house. A request that is signed is counted by its address when it comes, and
/// by the key once that is known to have signed it: before, everybody could use up what the key has, by its id.
/// </remarks>
internal sealed class RequestLimiter : IDisposable
{
    /// <summary>Reads a second: pages and partners ask once, and are told the rest over the stream.</summary>
    public const int ReadsPerSecondDefault = 200;

    /// <summary>Pushes a second of one feed: 25 times what a feed sends that pushes four batches a second.</summary>
    public const int PushesPerSecondDefault = 100;

    /// <summary>Requests a second of one editor: more than hands can do, and a script that goes through a list.</summary>
    public const int EditsPerSecondDefault = 20;

    private const int KeysOfAddress = 10;

    private readonly Dictionary<RequestKind, RequestLimit> _byAddress = [];
    private readonly Dictionary<RequestKind, RequestLimit> _byCredential = [];
    private readonly PartitionedRateLimiter<HttpContext> _addresses;
    private readonly PartitionedRateLimiter<HttpContext> _credentials;
    private readonly PartitionedRateLimiter<SignedPush> _signers;

    public RequestLimiter(HttpOptions options)
    {
        Add(_byAddress, RequestKind.Read, "address", options.ReadsPerSecond, ReadsPerSecondDefault);
        Add(_byAddress, RequestKind.Push, "address", options.PushesPerSecond * KeysOfAddress, PushesPerSecondDefault * KeysOfAddress);
        Add(_byAddress, RequestKind.Edit, "address", options.EditsPerSecond * KeysOfAddress, EditsPerSecondDefault * KeysOfAddress);
        Add(_byCredential, RequestKind.Push, "feed", options.PushesPerSecond, PushesPerSecondDefault);
        Add(_byCredential, RequestKind.Edit, "editor", options.EditsPerSecond, EditsPerSecondDefault);
        _addresses = PartitionedRateLimiter.Create<HttpContext, RequestPartition>(http => PartitionOf(AddressOf(http)));
        _credentials = PartitionedRateLimiter.Create<HttpContext, RequestPartition>(http => PartitionOf(CredentialOf(http)));
        _signers = PartitionedRateLimiter.Create<SignedPush, RequestPartition>(push => PartitionOf(SignerOf(push)));
        All = PartitionedRateLimiter.CreateChained(_addresses, _credentials);
    }

    /// <summary>Takes a request into account wherever it counts.</summary>
    public PartitionedRateLimiter<HttpContext> All { get; }

    /// <summary>Each limit that a request counts for, and how many more of them there may be now.</summary>
    public IEnumerable<(RequestLimit Limit, long Left)> Of(HttpContext http)
    {
        if (AddressOf(http) is { } address && _addresses.GetStatistics(http) is { } ofAddress)
            yield return (address.Limit, ofAddress.CurrentAvailablePermits);
        if (CredentialOf(http) is { } credential && _credentials.GetStatistics(http) is { } ofCredential)
            yield return (credential.Limit, ofCredential.CurrentAvailablePermits);
    }

    /// <summary>Takes a push into account that a feed's key is known to have signed.</summary>
    public RateLimitLease Take(SignedPush push) => _signers.AttemptAcquire(push);

    /// <summary>The limit that such a push counts for, if there is one, and how many more there may be now.</summary>
    public IEnumerable<(RequestLimit Limit, long Left)> Of(SignedPush push)
    {
        if (SignerOf(push) is { } signer && _signers.GetStatistics(push) is { } left)
            yield return (signer.Limit, left.CurrentAvailablePermits);
    }

    public void Dispose()
    {
        All.Dispose();
        _addresses.Dispose();
        _credentials.Dispose();
        _signers.Dispose();
    }

    private static void Add(Dictionary<RequestKind, RequestLimit> limits, RequestKind kind, string name, int? given, int usual)
    {
        if (given != 0)
            limits.Add(kind, new RequestLimit(name, given ?? usual, HoldsOnLoopback: given is not null));
    }

    private static RateLimitPartition<RequestPartition> PartitionOf((RequestLimit Limit, RequestPartition Together)? count) =>
        count is { } counted
            ? RateLimitPartition.GetTokenBucketLimiter(counted.Together, _ => counted.Limit.ToBucket())
            : RateLimitPartition.GetNoLimiter(default(RequestPartition));

    /// <summary>The limit of its address that holds for a request, and what it is counted with; null: none does.</summary>
    private (RequestLimit Limit, RequestPartition Together)? AddressOf(HttpContext http) =>
        KindOf(http) is { } kind && LimitOf(http, kind, _byAddress) is { } limit
            ? (limit, RequestPartition.ByAddress(http, kind))
            : null;

    /// <summary>The same of the secret that it shows.</summary>
    private (RequestLimit Limit, RequestPartition Together)? CredentialOf(HttpContext http) =>
        KindOf(http) is { } kind && LimitOf(http, kind, _byCredential) is { } limit
        && RequestPartition.ByCredential(http, kind) is { } together
            ? (limit, together)
            : null;

    private (RequestLimit Limit, RequestPartition Together)? SignerOf(SignedPush push) =>
        LimitOf(push.Http, RequestKind.Push, _byCredential) is { } limit
            ? (limit, RequestPartition.BySigner(push.Feed, push.KeyId))
            : null;

    private static RequestLimit? LimitOf(HttpContext http, RequestKind kind, Dictionary<RequestKind, RequestLimit> limits) =>
        limits.TryGetValue(kind, out var limit)
        && RequestPartition.ByAddress(http, kind).Address is { IsKnown: true } address
        && (limit.HoldsOnLoopback || !address.IsLoopback)
            ? limit
            : null;

    private static RequestKind? KindOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<CountedAs>()?.Kind;
}

/// <summary>A push that a key of its feed has signed.</summary>
/// <param name="Http">The request.</param>
/// <param name="Feed">The feed.</param>
/// <param name="KeyId">Of the key, which is the feed's own.</param>
internal readonly record struct SignedPush(HttpContext Http, string Feed, string KeyId);
