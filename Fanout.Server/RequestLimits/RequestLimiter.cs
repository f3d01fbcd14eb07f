using System.Threading.RateLimiting;
using Fanout.Server.Http;

namespace Fanout.Server.RequestLimits;

/// <summary>The limits of requests: for each address, and for each feed's key and each editor's token.</summary>
/// <remarks>
/// Readers are counted by address alone, since all visitors of a site may well show one token. An address has ten times of
/// what a key has: several feeds come from one house.
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

    public RequestLimiter(HttpOptions options)
    {
        Add(_byAddress, RequestKind.Read, "address", options.ReadsPerSecond, ReadsPerSecondDefault);
        Add(_byAddress, RequestKind.Push, "address", options.PushesPerSecond * KeysOfAddress, PushesPerSecondDefault * KeysOfAddress);
        Add(_byAddress, RequestKind.Edit, "address", options.EditsPerSecond * KeysOfAddress, EditsPerSecondDefault * KeysOfAddress);
        Add(_byCredential, RequestKind.Push, "feed", options.PushesPerSecond, PushesPerSecondDefault);
        Add(_byCredential, RequestKind.Edit, "editor", options.EditsPerSecond, EditsPerSecondDefault);
        _addresses = LimiterOf(_byAddress, RequestPartition.ByAddress);
        _credentials = LimiterOf(_byCredential, RequestPartition.ByCredential);
        All = PartitionedRateLimiter.CreateChained(_addresses, _credentials);
    }

    /// <summary>Takes a request into account wherever it counts.</summary>
    public PartitionedRateLimiter<HttpContext> All { get; }

    /// <summary>Each limit that a request counts for, and how many more of them there may be now.</summary>
    public IEnumerable<(RequestLimit Limit, long Left)> Of(HttpContext http)
    {
        if (LimitOf(http, _byAddress) is { } address && _addresses.GetStatistics(http) is { } ofAddress)
            yield return (address, ofAddress.CurrentAvailablePermits);
        if (LimitOf(http, _byCredential) is { } credential && _credentials.GetStatistics(http) is { } ofCredential)
            yield return (credential, ofCredential.CurrentAvailablePermits);
    }

    public void Dispose()
    {
        All.Dispose();
        _addresses.Dispose();
        _credentials.Dispose();
    }

    private static void Add(Dictionary<RequestKind, RequestLimit> limits, RequestKind kind, string name, int? given, int usual)
    {
        if (given != 0)
            limits.Add(kind, new RequestLimit(name, given ?? usual, HoldsOnLoopback: given is not null));
    }

    private static PartitionedRateLimiter<HttpContext> LimiterOf(
        Dictionary<RequestKind, RequestLimit> limits, Func<HttpContext, RequestKind, RequestPartition> partitionOf) =>
        PartitionedRateLimiter.Create<HttpContext, RequestPartition>(http =>
            LimitOf(http, limits) is { } limit
                ? RateLimitPartition.GetTokenBucketLimiter(partitionOf(http, KindOf(http)!.Value), _ => limit.ToBucket())
                : RateLimitPartition.GetNoLimiter(default(RequestPartition)));

    /// <summary>The limit that holds for a request; null: none does.</summary>
    private static RequestLimit? LimitOf(HttpContext http, Dictionary<RequestKind, RequestLimit> limits) =>
        KindOf(http) is { } kind && limits.TryGetValue(kind, out var limit)
        && RequestPartition.ByAddress(http, kind).Address is { IsKnown: true } address
        && (limit.HoldsOnLoopback || !address.IsLoopback)
            ? limit
            : null;

    private static RequestKind? KindOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<CountedAs>()?.Kind;
}
