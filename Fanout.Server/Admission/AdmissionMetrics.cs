using System.Diagnostics.Metrics;

namespace Fanout.Server.Admission;

/// <summary>What is counted of connections before anybody knows what they want.</summary>
internal sealed class AdmissionMetrics(IMeterFactory meters, ConnectionGate gate) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create("fanout.admission");
        meter.CreateObservableGauge(
            "fanout.admission.visitors", () => gate.VisitorCount, "{connection}", "Connections now that are no reader's");
        meter.CreateObservableCounter(
            "fanout.admission.cut", CutOff, "{connection}", "Connections cut off as they were accepted, by reason");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> CutOff() =>
    [
        new(gate.CutOff(RefusalReason.ServerFull), new KeyValuePair<string, object?>("reason", "full")),
        new(gate.CutOff(RefusalReason.AddressFull), new KeyValuePair<string, object?>("reason", "address_full")),
    ];
}
