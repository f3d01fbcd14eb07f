using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Http;

/// <summary>How long requests may take to come, over how many connections, and through whom; section <c>Fanout:Http</c>.</summary>
internal sealed class HttpOptions : IValidatableObject
{
    public const string Section = "Fanout:Http";

    /// <summary>
    /// How long the head of a request may take from its first byte on, that of an opening request too: 408 then. A
    /// connection's first one may have waited before for HTTP to get it (<c>RequestHead.Patience</c>, twice where an event
    /// loop looked first). 1 s to 5 min, 30 s by default, which is the web server's.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may be without a request, the first one too. 1 s to 1 h, 130 s by default, which is the web
    /// server's.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Connections that one client address may have at a time and that are no reader's: those that have not said yet what they
    /// want, and those for requests. 0 to 1,000,000, 0 meaning no limit; by default a tenth of what the server accepts, at
    /// least 100, and no limit for the server's own machine. Proxies that are trusted have none.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? ConnectionsPerAddress { get; set; }

    /// <summary>
    /// Addresses and networks (<c>10.0.0.7</c>, <c>10.0.0.0/8</c>) of the proxies that are believed about where a client comes
    /// from, by <c>X-Forwarded-For</c>. None by default: everybody could write there what he likes.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>
    /// Requests of readers that one client address may send in a second, and ten times as many at once after ten seconds of
    /// none. 0 to 100,000, 0 meaning no limit; 200 by default, and no limit for the server's own machine. The two below
    /// likewise.
    /// </summary>
    [Range(0, 100_000)]
    public int? ReadsPerSecond { get; set; }

    /// <summary>Requests of one feed's key; from one address ten times as many. 0 to 100,000, 100 by default.</summary>
    [Range(0, 100_000)]
    public int? PushesPerSecond { get; set; }

    /// <summary>Requests of one editor's token; from one address ten times as many. 0 to 100,000, 20 by default.</summary>
    [Range(0, 100_000)]
    public int? EditsPerSecond { get; set; }

    /// <summary>What is no address would be believed by nobody, and its clients counted as one.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(static text => !Admission.TrustedProxies.TryParse(text, out _))
        .Select(static text => new ValidationResult(
            $"{nameof(TrustedProxies)}: \"{text}\" is no address, and no network like 10.0.0.0/8", [nameof(TrustedProxies)]));
}
