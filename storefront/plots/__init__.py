"""Pictures of impact statements: plain SVG, coloured by the style sheet. Each stands beside a list or a table that says
the same; colours and patterns say nothing alone."""

from storefront.plots.dots import dots as dots
from storefront.plots.dots import family_dots as family_dots
from storefront.plots.sankey import sankey as sankey
from storefront.plots.stack import sign as sign
from storefront.plots.stack import stack as stack
from storefront.plots.steps import steps as steps
