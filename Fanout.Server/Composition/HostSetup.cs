using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Fanout.Server.Transport;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Composition;

/// <summary>The web server itself: where it listens, how it logs, and what a request sees that failed in an unforeseen way.</summary>
internal static class HostSetup
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(15); // the partitions' last snapshots; the log is safe at any moment

    // What a connection that is not read may make us keep. Kestrel's default of 1 MiB is for uploads; a push is read as it comes.
    private const int InputBytesMax = 64 * 1024;

    public static void ConfigureHost(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.WebHost.UseUrls([.. options.UrlList]);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBufferSize = InputBytesMax;
        });
        builder.Services.AddOptions<HttpOptions>()
            .BindConfiguration(HttpOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>(static (kestrel, http) =>
        {
            kestrel.Limits.RequestHeadersTimeout = http.Value.HeadTimeout;
            kestrel.Limits.KeepAliveTimeout = http.Value.IdleTimeout;
            kestrel.ConfigureEndpointDefaults(Visiting.CountVisits); // the stream's transport, which comes later, has its own
        });
        builder.Services.AddAdmission();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails();
        builder.Logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It prints whole addresses, in which tickets stand; so not even where somebody wants to see more of the web server.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // What keeps it from starting is told in a line (Running), and a service that fails later also as critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    /// <summary>Readers hear that the server ends, before it stops listening to them.</summary>
    public static void DrainOnStop(this WebApplication app) =>
        app.Lifetime.ApplicationStopping.Register(() => app.Services.GetRequiredService<Shards>().Drain());

    /// <summary>
    /// Every refusal is a problem document, whatever the request accepts: what no endpoint took too. What nobody foresaw is
    /// logged, and says no more than that it failed.
    /// </summary>
    public static void UseFailures(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = static fault => BadRequests.StatusOf(fault.Exception) is not null,
            StatusCodeSelector = static fault => BadRequests.StatusOf(fault) ?? StatusCodes.Status500InternalServerError,
            ExceptionHandler = static http => Problem.Refusal(http).ExecuteAsync(http),
        });
        app.UseStatusCodePages(static page => Problem.Refusal(page.HttpContext).ExecuteAsync(page.HttpContext));
        app.Use(BadRequests.RefuseTwoLengths);
    }
}
