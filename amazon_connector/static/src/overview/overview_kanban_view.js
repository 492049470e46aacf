import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

import { OverviewStrip } from "./overview_strip";

export class OverviewKanbanRenderer extends KanbanRenderer {
    static template = "amazon_connector.OverviewKanbanRenderer";
    static components = { ...KanbanRenderer.components, OverviewStrip };
}

registry.category("views").add("amazon_overview_kanban", {
    ...kanbanView,
    Renderer: OverviewKanbanRenderer,
});
