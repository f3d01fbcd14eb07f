using System.ComponentModel.DataAnnotations;

namespace Fanout.Server.Http;

/// <summary>How long requests may take to come; section <c>Fanout:Http</c>.</summary>
internal sealed class HttpOptions
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
}
