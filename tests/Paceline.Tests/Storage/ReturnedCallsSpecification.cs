using System.Text.Json;

namespace Paceline.Tests.Storage;

/// <summary>Who called back is kept once, with the campaign that had called them.</summary>
public sealed class ReturnedCallsSpecification
{
    [Fact]
    public async Task An_event_that_comes_again_is_kept_once_and_numbers_are_read_as_of_the_region()
    {
        await using var rig = await StoreRig.MakeAsync();

        (await KeepAsync(3, "(212) 555-0100")).ShouldBeTrue();
        (await KeepAsync(3, "(212) 555-0100")).ShouldBeFalse();
        (await KeepAsync(2, "+12125550101")).ShouldBeFalse();
        await rig.ReopenAsync();
        (await KeepAsync(4, "")).ShouldBeTrue();

        var lines = (await rig.Store.Facts.AfterAsync(0, 10, default)).Select(static line => JsonDocument.Parse(line.Json).RootElement).ToList();
        lines.Select(static line => line.GetProperty("fact").GetString()).ShouldBe(["call.returned", "call.returned"]);
        lines.Select(static line => line.GetProperty("caller").GetString()).ShouldBe(["+12125550100", null]);

        Task<bool> KeepAsync(long number, string caller) =>
            rig.Store.ReturnedCalls.KeepAsync(new("life-1"), number, "main", caller, "+12125559999", "US", default);
    }
}
