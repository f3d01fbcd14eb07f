using System.Net;
using Fanout.Server.Http;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Fanout.Server.Observing;

/// <summary><c>/metrics</c>: the product's numbers and the runtime's, in the text format of Prometheus.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static IServiceCollection AddMetricsEndpoint(this IServiceCollection services, IConfiguration settings)
    {
        services.Configure<MetricsOptions>(settings.GetSection(MetricsOptions.Section));
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .ConfigureResource(static resource => resource.AddService("fanout"))
            .AddMeter("fanout.*", "System.Runtime")
            .AddPrometheusExporter(static exporter => exporter.ScopeInfoEnabled = false)); // a name says its meter already
        return services;
    }

    public static void UseMetrics(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<MetricsOptions>>().Value;
        app.UseWhen(
            static http => http.Request.Path == Path,
            branch =>
            {
                branch.Use((http, next) => options.Public || IsOfThisMachine(http) ? next(http) : RefuseAsync(http));
                branch.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
            });
    }

    /// <summary>A proxy on this machine asks for others; one that says for whom is taken at its word.</summary>
    private static bool IsOfThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && !http.Request.Headers.ContainsKey("Forwarded")
        && !http.Request.Headers.ContainsKey("X-Forwarded-For");

    private static Task RefuseAsync(HttpContext http) => Problem
        .Forbidden($"{Path} is for readers on the server's own machine; Fanout:{MetricsOptions.Section}:{nameof(MetricsOptions.Public)} opens it to all")
        .ExecuteAsync(http);
}
